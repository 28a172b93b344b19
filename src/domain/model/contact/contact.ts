import { type Account, type AccountId } from '../account/account.js';
import { type Branded } from '../brand.js';
import { type Hmac } from '../hmac.js';
import { allIds, idsOfRecipient, type PersonHash, personHashes, type PersonIds } from './person-hash.js';
import { addressOf, completed, type Recipient } from './recipient.js';
import { type UserId } from './user-id.js';
import { type Instant } from '../time.js';

/** A positive integer, per account, never reused. A contact's one chat has the same id. */
export type ContactId = Branded<number, 'ContactId'>;

/** What a caller says about a contact, which is created if it does not exist. */
export interface ContactDetails {
  readonly firstname: string | null;
  readonly lastname: string | null;
  readonly email: string | null;
  readonly country: string | null;
  readonly assignedTo: number | null;
  readonly groups: readonly number[];
}

export const noDetails: ContactDetails = {
  firstname: null,
  lastname: null,
  email: null,
  country: null,
  assignedTo: null,
  groups: [],
};

/** A contact to be created: the caller's details, completed by the account's defaults. */
export interface NewContact extends ContactDetails {
  readonly recipient: Recipient;
  readonly status: number;
  readonly source: number;
}

export interface Contact extends ContactDetails {
  readonly accountId: AccountId;
  readonly id: ContactId;
  /** By what messages reach it. Phone and user id are each unique in the account. */
  readonly recipient: Recipient;
  /** The person's user id of the other kind, once WhatsApp has shown both: see `isParentId`. */
  readonly otherUserId: UserId | null;
  /** The name that the person has taken at WhatsApp, as it was last shown; null until it is. */
  readonly username: string | null;
  readonly status: number | null;
  readonly source: number | null;
  /** WhatsApp's own id of the recipient, as its answers and statuses show it; null until one does. */
  readonly waId: string | null;
  /** When WhatsApp first showed this id, on its clock; `UNDATED` for an answer, null where that was not kept. */
  readonly waIdAt: Instant | null;
  /** The same for the user id; null if a caller gave it. */
  readonly userIdAt: Instant | null;
  readonly otherUserIdAt: Instant | null;
  /** When the person last wrote anything, on WhatsApp's clock; null until they do. */
  readonly lastInboundAt: Instant | null;
  readonly createdAt: Instant;
}

/** A contact as it is first recorded. */
export const madeContact = (said: NewContact, accountId: AccountId, id: ContactId, now: Instant): Contact => ({
  ...said,
  accountId,
  id,
  otherUserId: null,
  username: null,
  waId: null,
  waIdAt: null,
  userIdAt: null,
  otherUserIdAt: null,
  lastInboundAt: null,
  createdAt: now,
});

/** Every id by which WhatsApp may know a contact. */
export const idsOf = ({ recipient, waId = null, otherUserId = null }: KnownIds): PersonIds =>
  allIds([idsOfRecipient(recipient), { numbers: [waId], userIds: [otherUserId] }]);

/**
 * The ids of a contact that WhatsApp has shown, or has taken for a recipient. A user id that a caller gave beside a phone
 * is only a claim until then.
 */
export const provenIdsOf = (contact: Contact): PersonIds => {
  const { recipient, userIdAt } = contact;
  const isClaim = recipient.phone !== null && userIdAt === null;
  return isClaim ? idsOf({ ...contact, recipient: addressOf(recipient) }) : idsOf(contact);
};

/** The ids of a contact but for those that WhatsApp showed at this instant, on its clock: what it had before. */
export const idsBefore = (contact: Contact, at: Instant): PersonIds => {
  const { recipient, waId, waIdAt, otherUserId, otherUserIdAt, userIdAt } = contact;
  return {
    numbers: [recipient.phone, waIdAt === at ? null : waId],
    userIds: [userIdAt === at ? null : recipient.userId, otherUserIdAt === at ? null : otherUserId],
  };
};

/** What a contact is known by. */
export type KnownIds = Pick<Contact, 'recipient'> & Partial<Pick<Contact, 'waId' | 'otherUserId'>>;

/** The ids of the person whom a send concerns: as it names them, and as their contact has them. */
export const idsOfSend = (given: Recipient, contact: KnownIds): PersonIds =>
  allIds([idsOfRecipient(given), idsOf(contact)]);

/** A contact with what it lacks of the ids that a caller gave; the same value if it lacks nothing. */
export const withGivenIds = (contact: Contact, given: Recipient): Contact => {
  const { phone, userId } = contact.recipient;
  const hasAll = (phone !== null || given.phone === null) && (userId !== null || given.userId === null);
  return hasAll ? contact : { ...contact, recipient: completed(contact.recipient, given) };
};

/** A contact, and the hashes of all ids that it has. */
export interface HashedContact {
  readonly contact: Contact;
  readonly own: readonly PersonHash[];
}

export const withHashes = (
  hmac: Hmac,
  account: Pick<Account, 'consentKey'>,
  contacts: readonly Contact[],
): readonly HashedContact[] =>
  contacts.map((contact) => ({ contact, own: personHashes(hmac, account, idsOf(contact)) }));
