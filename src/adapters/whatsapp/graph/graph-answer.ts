import { at, integer, shortText } from '../read-json.js';

/** An error as the Graph API answers it, as much of it as is sound. */
export interface GraphError {
  readonly code: number;
  readonly subcode: number | null;
  /** What Meta says of its own error; null where it says nothing. */
  readonly isTransient: boolean | null;
  readonly title: string;
  readonly details: string | null;
  readonly fbtraceId: string | null;
}

/** Meta writes `(#131030) Recipient phone number not in allowed list`; the code stands beside it anyhow. */
const withoutCode = (message: string): string => message.replace(/^\(#\d{1,10}\)\s*/, '');

/**
 * The Graph error that an answer holds; null where it holds none, that is, no whole number at `error.code`.
 * `secret` is the access token: Meta repeats a malformed one in its message, and it must not travel on.
 */
export const graphErrorOf = (body: unknown, secret: string): GraphError | null => {
  const code = integer(at(body, 'error', 'code'));
  if (code === null) return null;
  const text = (...path: readonly string[]): string | null => shortText(at(body, 'error', ...path), secret);
  const isTransient = at(body, 'error', 'is_transient');
  return {
    code,
    subcode: integer(at(body, 'error', 'error_subcode')),
    isTransient: typeof isTransient === 'boolean' ? isTransient : null,
    title: withoutCode(text('message') ?? '') || (text('error_user_title') ?? `Error ${code}`),
    details: text('error_data', 'details') ?? text('error_user_msg'),
    fbtraceId: text('fbtrace_id'),
  };
};

/** The ids of an accepted message; null where the answer does not hold the message's own. */
export const acceptedOf = (body: unknown): { readonly wamid: string; readonly waId: string | null } | null => {
  const wamid = at(body, 'messages', 0, 'id');
  if (typeof wamid !== 'string' || !/^[\x21-\x7e]{1,512}$/.test(wamid)) return null;
  const waId = at(body, 'contacts', 0, 'wa_id');
  return { wamid, waId: typeof waId === 'string' && /^[\x21-\x7e]{1,128}$/.test(waId) ? waId : null };
};

/** The id of an uploaded file; null where the answer does not hold one. */
export const uploadedOf = (body: unknown): string | null => {
  const id = at(body, 'id');
  if (typeof id === 'number') return Number.isSafeInteger(id) && id > 0 ? String(id) : null;
  return typeof id === 'string' && /^[\x21-\x7e]{1,512}$/.test(id) ? id : null;
};
