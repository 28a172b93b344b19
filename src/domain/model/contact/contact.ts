import { type AccountId } from '../account/account.js';
import { type Branded } from '../brand.js';
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
  /** WhatsApp's own id of the recipient, known from the first accepted message on. */
  readonly waId: string | null;
  readonly optedOutAt: Instant | null;
  /** When the contact last opted out or in. An earlier opt-out or opt-in that arrives later does not count. */
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
 * The contact after it opted out or in at a given time. The news may arrive late and more than once: an opt-out or
 * opt-in from before the latest one changes nothing. A contact that had already opted out keeps the time of its first
 * opt-out.
 */
export const withOptOut = (contact: Contact, optedOut: boolean, at: Instant): Contact => {
  if (contact.consentAt !== null && at < contact.consentAt) return contact;
  if (hasOptedOut(contact) === optedOut) return contact.consentAt === at ? contact : { ...contact, consentAt: at };
  return { ...contact, consentAt: at, optedOutAt: optedOut ? at : null };
};
