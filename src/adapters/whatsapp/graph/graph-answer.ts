import { isWaId } from '../../../domain/model/contact/phone.js';
import { at, integer, shortText } from '../read-json.js';

/** An error of the Graph API, with the members that are well-formed. */
export interface GraphError {
  readonly code: number;
  readonly subcode: number | null;
  /** Meta's `is_transient`; null if it is absent. */
  readonly isTransient: boolean | null;
  readonly title: string;
  readonly details: string | null;
  readonly fbtraceId: string | null;
}

/** Meta writes `(#131030) Recipient phone number not in allowed list`. The code is also a field of its own. */
const withoutCode = (message: string): string => message.replace(/^\(#\d{1,10}\)\s*/, '');

/**
 * The Graph error in an answer; null if there is none, that is, no whole number at `error.code`. `secret` is the access
 * token. Meta repeats a malformed token in its message, so it is removed there.
 */
export const graphErrorOf = (body: unknown, secret: string): GraphError | null => {
  const code = integer(at(body, 'error', 'code'));
  if (code === null) return null;
  const text = (...path: readonly string[]): string | null => shortText(at(body, 'error', ...path), secret);
  const isTransient = at(body, 'error', 'is_transient');
  const message = text('message');
  return {
    code,
    subcode: integer(at(body, 'error', 'error_subcode')),
    isTransient: typeof isTransient === 'boolean' ? isTransient : null,
    title: withoutCode(message ?? '') || (text('error_user_title') ?? `Error ${code}`),
    details: text('error_data', 'details') ?? text('error_user_msg') ?? (message && text('error_user_title')),
    fbtraceId: text('fbtrace_id'),
  };
};

/** The ids of an accepted message; null if the answer lacks the id of the message. */
export const acceptedOf = (body: unknown): { readonly wamid: string; readonly waId: string | null } | null => {
  const wamid = at(body, 'messages', 0, 'id');
  if (typeof wamid !== 'string' || !/^[\x21-\x7e]{1,512}$/.test(wamid)) return null;
  const waId = at(body, 'contacts', 0, 'wa_id');
  return { wamid, waId: isWaId(waId) ? waId : null };
};

/** The id of an uploaded file; null if the answer has none. */
export const uploadedOf = (body: unknown): string | null => {
  const id = at(body, 'id');
  if (typeof id === 'number') return Number.isSafeInteger(id) && id > 0 ? String(id) : null;
  return typeof id === 'string' && /^[\x21-\x7e]{1,512}$/.test(id) ? id : null;
};
