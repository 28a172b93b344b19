/**
 * What the document says in words of every JSON envelope. Its schemas do not: generators of clients take neither
 * conditions nor booleans with one value.
 */
interface Envelope {
  readonly success?: unknown;
  readonly error?: { readonly code?: string; readonly details?: Readonly<Record<string, unknown>> };
}

/** The members of `details` that always come with a code, and those that may. */
const facts: Readonly<Record<string, { readonly always: readonly string[]; readonly maybe: readonly string[] }>> = {
  CONFLICT: { always: [], maybe: ['status', 'enabled'] },
  FEATURE_LIMIT_EXCEEDED: { always: ['feature', 'current', 'maximum'], maybe: [] },
  INVALID_MEDIA_TYPE: { always: ['reason'], maybe: ['detected'] },
  MESSAGE_SEND_FAILED: {
    always: ['error', 'outcome', 'retryable', 'chat_message_id', 'contact_id'],
    maybe: ['whatsapp'],
  },
};

/** `details` of a `VALIDATION_ERROR`: faults of fields or `missing_config`, never both and never facts. */
const faultsOfFaults = (details: Readonly<Record<string, unknown>>): string[] => {
  const { missing_config: missing, ...fields } = details;
  const strangers = Object.entries(fields).filter(([, fault]) => !Array.isArray(fault));
  return [
    ...strangers.map(([name]) => `VALIDATION_ERROR has details.${name}, which is no list of faults`),
    ...(missing !== undefined && Object.keys(fields).length > 0 ? ['missing_config stands beside other faults'] : []),
  ];
};

const detailsFaults = (status: number, { code = '', details }: NonNullable<Envelope['error']>): string[] => {
  if (code === 'VALIDATION_ERROR')
    return details === undefined ? (status === 422 ? ['details are missing'] : []) : faultsOfFaults(details);
  const known = facts[code] ?? { always: [], maybe: [] };
  const given = Object.keys(details ?? {});
  return [
    ...known.always.filter((name) => !given.includes(name)).map((name) => `${code} lacks details.${name}`),
    ...given
      .filter((name) => ![...known.always, ...known.maybe].includes(name))
      .map((name) => `${code} has details.${name}`),
  ];
};

/** What is wrong with a JSON answer by the words of the document. Bare answers, as of `/healthz`, have no envelope. */
export const envelopeFaults = (status: number, body: unknown): string[] => {
  const { success, error } = body as Envelope;
  if (success === undefined && error === undefined && status === 200) return [];
  return [
    ...(success === status < 400 ? [] : [`success is ${String(success)} with ${String(status)}`]),
    ...(error === undefined ? [] : detailsFaults(status, error)),
  ];
};
