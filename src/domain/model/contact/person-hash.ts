import { type Account } from '../account/account.js';
import { type Branded } from '../brand.js';
import { type Hmac } from '../hmac.js';
import { shortestSpelling } from './phone.js';
import { type Recipient } from './recipient.js';

/**
 * A keyed hash of one id by which WhatsApp knows a person: HMAC-SHA256 under the account's consent key, 43 characters of
 * base64url. Without the key nobody can tell whose it is, so it may outlive the person's records.
 */
export type PersonHash = Branded<string, 'PersonHash'>;

/** The ids of a person: numbers (a phone, or WhatsApp's own id) and user ids. Null stands for an id that is not known. */
export interface PersonIds {
  readonly numbers: readonly (string | null)[];
  readonly userIds?: readonly (string | null)[];
}

export const idsOfRecipient = ({ phone, userId }: Recipient): PersonIds => ({ numbers: [phone], userIds: [userId] });

/** The ids of one person, from several places. */
export const allIds = (each: readonly PersonIds[]): PersonIds => ({
  numbers: each.flatMap(({ numbers }) => numbers),
  userIds: each.flatMap(({ userIds = [] }) => userIds),
});

/** The hashes of a person's ids, each once. All spellings of one number have one hash (SPEC 5, "Consent"). */
export const personHashes = (
  hmac: Hmac,
  { consentKey }: Pick<Account, 'consentKey'>,
  { numbers, userIds = [] }: PersonIds,
): readonly PersonHash[] => {
  const names = [
    ...numbers.flatMap((number) => (number === null ? [] : `number ${shortestSpelling(number)}`)),
    ...userIds.flatMap((id) => (id === null ? [] : `user ${id}`)),
  ];
  return [...new Set(names)].map((name) => hmac(consentKey, name) as PersonHash);
};
