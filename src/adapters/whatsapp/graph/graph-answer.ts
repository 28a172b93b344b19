import { isWamid } from '../../../domain/model/message/wamid.js';
import { type ShownPerson } from '../../../domain/model/contact/shown-person.js';
import { isUserId } from '../../../domain/model/contact/user-id.js';
import { at, integer, shortText } from '../read-json.js';
import { mergeShown, readPerson } from '../read-person.js';

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

/** An accepted message: its id, and what the answer shows of its recipient. */
export interface AcceptedAnswer {
  readonly wamid: string;
  readonly shown: ShownPerson;
}

/**
 * The answer to an accepted message; null if it lacks the id of the message. It has `wa_id` if the message went to a
 * number and `user_id` if it went to a user id. Of `input`, the recipient as it was sent, only a user id counts: a
 * number there is not WhatsApp's own id of the person.
 */
export const acceptedOf = (body: unknown): AcceptedAnswer | null => {
  const wamid = at(body, 'messages', 0, 'id');
  if (!isWamid(wamid)) return null;
  const contact = at(body, 'contacts', 0);
  const shown = readPerson({
    number: at(contact, 'wa_id'),
    userId: at(contact, 'user_id'),
    parentUserId: at(contact, 'parent_user_id'),
  });
  const input = at(contact, 'input');
  return { wamid, shown: isUserId(input) ? mergeShown(shown, readPerson({ userId: input })) : shown };
};

/** The id of an uploaded file; null if the answer has none. */
export const uploadedOf = (body: unknown): string | null => {
  const id = at(body, 'id');
  if (typeof id === 'number') return Number.isSafeInteger(id) && id > 0 ? String(id) : null;
  return typeof id === 'string' && /^[\x21-\x7e]{1,512}$/.test(id) ? id : null;
};
