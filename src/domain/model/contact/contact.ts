import { type Account, type AccountId } from '../account/account.js';
import { type Branded } from '../brand.js';
import { type Hmac } from '../hmac.js';
import { type PersonHash, personHashes, type PersonIds } from './person-hash.js';
import { type PhoneNumber } from './phone.js';
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
  readonly phone: PhoneNumber;
  readonly status: number;
  readonly source: number;
}

export interface Contact extends ContactDetails {
  readonly accountId: AccountId;
  readonly id: ContactId;
  readonly phone: PhoneNumber;
  readonly status: number | null;
  readonly source: number | null;
  /** WhatsApp's own id of the recipient, as its answers and statuses show it; null until one does. */
  readonly waId: string | null;
  readonly createdAt: Instant;
}

/** A contact as it is first recorded. */
export const madeContact = (said: NewContact, accountId: AccountId, id: ContactId, now: Instant): Contact => ({
  ...said,
  accountId,
  id,
  waId: null,
  createdAt: now,
});

/** Every id by which WhatsApp may know a contact. */
export const idsOf = ({ phone, waId }: Pick<Contact, 'phone' | 'waId'>): PersonIds => ({ numbers: [phone, waId] });

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
