import { type MessageTypeDefinition } from '@grpc/proto-loader';
import { Metadata, type status } from '@grpc/grpc-js';
import { type ErrorWords } from '../../../api/error-words.js';
import { type Contract } from '../contract/contract.js';

/** The domain of our reasons, as google.rpc.ErrorInfo asks for one. */
const DOMAIN = 'postcard';

/** An error as the library sends it. */
export interface ErrorStatus {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

/** Says an error with google.rpc.Status in the trailers: its code, faults by field, when to try again. */
export const makeErrorStatus =
  (types: Omit<Contract, 'messageService'>) =>
  (code: status, words: ErrorWords): ErrorStatus => {
    const { violations, metadata } = sortDetails(words.details ?? {});
    const details = [packed('ErrorInfo', types.errorInfo, { reason: words.code, domain: DOMAIN, metadata })];
    if (violations.length > 0) details.push(packed('BadRequest', types.badRequest, { field_violations: violations }));
    if (words.retryAfterSeconds !== null)
      details.push(packed('RetryInfo', types.retryInfo, { retry_delay: { seconds: words.retryAfterSeconds } }));
    const trailers = new Metadata();
    trailers.set('grpc-status-details-bin', types.status.serialize({ code, message: words.message, details }));
    return { code, details: words.message, metadata: trailers };
  };

const packed = <I>(name: string, type: MessageTypeDefinition<I, unknown>, value: I) => ({
  type_url: `type.googleapis.com/google.rpc.${name}`,
  value: type.serialize(value),
});

interface SortedDetails {
  readonly violations: { field: string; description: string }[];
  readonly metadata: Record<string, string>;
}

/** What stands in the details of an error. */
type Detail = string | number | boolean | null | readonly string[] | { readonly [name: string]: Detail };

/** Sentences are faults of their field; everything else is a word or number of ErrorInfo, its path for a name. */
const sortDetails = (details: Readonly<Record<string, unknown>>): SortedDetails => {
  const sorted: SortedDetails = { violations: [], metadata: {} };
  const sort = (name: string, value: Detail): void => {
    if (value === null) return;
    if (isSentences(value)) for (const description of value) sorted.violations.push({ field: name, description });
    else if (typeof value === 'object')
      for (const [inner, more] of Object.entries(value)) sort(`${name}_${inner}`, more);
    else sorted.metadata[name] = String(value);
  };
  for (const [name, value] of Object.entries(details)) sort(name, value as Detail);
  return sorted;
};

const isSentences = (value: Detail): value is readonly string[] => Array.isArray(value);
