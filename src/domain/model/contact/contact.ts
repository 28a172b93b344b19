import { type AccountId } from '../account/account.js';
import { type Branded } from '../brand.js';
import { type PhoneNumber } from './phone.js';
import { type Instant } from '../time.js';

/** A positive integer, per account, never reused. A contact's one chat has the same id. */
export type ContactId = Branded<number, 'ContactId'>;

/** What a caller says of a contact that may have to be made. */
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

/** A contact about to be made: what the caller said, completed by the account's defaults. */
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
  /** WhatsApp's own id of the recipient, known from the first accepted message on. */
  readonly waId: string | null;
  readonly optedOutAt: Instant | null;
  /** When somebody last said whether the contact wants messages: what was said earlier no longer counts. */
  readonly consentAt: Instant | null;
  readonly createdAt: Instant;
}

/** A contact as it is first recorded. */
export const madeContact = (said: NewContact, accountId: AccountId, id: ContactId, now: Instant): Contact => ({
  ...said,
  accountId,
  id,
  waId: null,
  optedOutAt: null,
  consentAt: null,
  createdAt: now,
});

export const hasOptedOut = (contact: Contact): boolean => contact.optedOutAt !== null;

/**
 * The contact once it was said, at some time, that it wants no messages, or wants them again. Words may be told late
 * and more than once: one from before the latest changes nothing. Who had opted out already keeps the time of that.
 */
export const withOptOut = (contact: Contact, optedOut: boolean, at: Instant): Contact => {
  if (contact.consentAt !== null && at < contact.consentAt) return contact;
  if (hasOptedOut(contact) === optedOut) return contact.consentAt === at ? contact : { ...contact, consentAt: at };
  return { ...contact, consentAt: at, optedOutAt: optedOut ? at : null };
};
