import * as E from 'fp-ts/lib/Either.js';
import type { Params } from '../http/read-params.js';
import { parseRecipient } from '../meta/recipient.js';
import { isUserId } from '../meta/user-id.js';

/** A request to change a person. */
export type PersonRequest = {
  /** The member that names the person, with its value. */
  person: { member: 'phone' | 'user_id'; written: unknown };
  /** The new user name; null removes it, undefined leaves it as it is. */
  username: string | null | undefined;
  /** Digits; undefined leaves the number as it is. */
  newPhone: string | undefined;
  /** The business number that the webhooks name; undefined: each one that exchanged messages with the person. */
  phoneNumberId: string | undefined;
  /** Whether the system messages name the former user id. */
  withPrevious: boolean;
};

const members = ['phone', 'user_id', 'username', 'new_phone', 'to_phone_number_id', 'previous_user_id'];

/**
 * WhatsApp's rule: 3 to 35 letters, digits, dots and underscores, a letter among them. Capitals count as small ones.
 */
const USERNAME = /^(?=.*[a-z])[a-z\d._]{3,35}$/;

const parseUsername = (written: unknown): E.Either<string, string | null | undefined> => {
  if (written === undefined || written === null) return E.right(written);
  const username = typeof written === 'string' ? written.replace(/^@/, '').toLowerCase() : '';
  return USERNAME.test(username)
    ? E.right(username)
    : E.left(
        'username must be 3 to 35 letters, digits, dots and underscores with a letter among them; null removes it',
      );
};

const parsePerson = (params: Params): E.Either<string, PersonRequest['person']> => {
  const [phone, userId] = [params['phone'] ?? undefined, params['user_id'] ?? undefined];
  if ((phone === undefined) === (userId === undefined)) {
    return E.left('Name the person by phone or by user_id, by one of the two');
  }
  if (userId !== undefined) {
    return isUserId(userId)
      ? E.right({ member: 'user_id', written: userId })
      : E.left('user_id must be a user id such as US.13491208655302741918');
  }
  return parseRecipient(phone) === undefined
    ? E.left('phone must be a phone number such as +14155550123')
    : E.right({ member: 'phone', written: phone });
};

const unknownMember = (params: Params): string | undefined => {
  const unknown = Object.keys(params).find((member) => !members.includes(member));
  if (unknown === undefined) return undefined;
  // This is what curl -d makes of JSON without a content type.
  return unknown.startsWith('{')
    ? 'Send JSON with the header Content-Type: application/json'
    : `${JSON.stringify(unknown).slice(0, 64)} is unknown; the members are ${members.join(', ')}`;
};

/**
 * Reads the body of `POST /sandbox/people`. A member that is null is absent, except `username`. Left: its first fault.
 */
export const readPersonRequest = (params: Params): E.Either<string, PersonRequest> => {
  const unknown = unknownMember(params);
  if (unknown !== undefined) return E.left(unknown);
  const username = parseUsername(params['username']);
  if (E.isLeft(username)) return username;
  const [written, id] = [params['new_phone'] ?? undefined, params['to_phone_number_id'] ?? undefined];
  const newPhone = written === undefined ? undefined : parseRecipient(written);
  if (written !== undefined && newPhone === undefined) {
    return E.left('new_phone must be a phone number such as +14155550123');
  }
  const isId = (typeof id === 'string' || typeof id === 'number') && /^\d{1,32}$/.test(String(id));
  if (id !== undefined && !isId) return E.left('to_phone_number_id must be digits');
  const withPrevious = params['previous_user_id'] ?? false;
  if (typeof withPrevious !== 'boolean') {
    return E.left('previous_user_id must be true or false: whether the system messages name the former user id');
  }
  const person = parsePerson(params);
  if (E.isLeft(person)) return person;
  const phoneNumberId = isId ? String(id) : undefined;
  return E.right({ person: person.right, username: username.right, newPhone, phoneNumberId, withPrevious });
};
