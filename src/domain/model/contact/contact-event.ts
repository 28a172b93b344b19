import { type AccountId } from '../account/account.js';
import { type Contact, type ContactId } from './contact.js';
import { type ContactSnapshot } from './contact-snapshot.js';
import { type Instant } from '../time.js';

/** The events of contacts. */
export const contactEventTypes = [
  'contact.created',
  'contact.opted_out',
  'contact.opted_in',
  'contact.erased',
] as const;
export type ContactEventType = (typeof contactEventTypes)[number];

/** A contact was made, or has opted out or in. */
export interface ContactChanged {
  readonly type: Exclude<ContactEventType, 'contact.erased'>;
  readonly accountId: AccountId;
  /** When the change was recorded, on our clock. */
  readonly at: Instant;
  /** The contact right after the change. */
  readonly contact: ContactSnapshot;
  /** Since when it has opted out; null if it has not. */
  readonly optedOutAt: Instant | null;
}

/** A contact was erased. Nothing of it is told but its id. */
export interface ContactErased {
  readonly type: 'contact.erased';
  readonly accountId: AccountId;
  readonly at: Instant;
  readonly contactId: ContactId;
}

export type ContactEvent = ContactChanged | ContactErased;

/** The event of a contact that has just been made. A person may have opted out before they became one. */
export const createdEvent = (contact: Contact, optedOutAt: Instant | null, at: Instant): ContactEvent => ({
  type: 'contact.created',
  accountId: contact.accountId,
  at,
  contact,
  optedOutAt,
});

/** The event of a contact that has just opted out or in. */
export const consentEvent = (contact: Contact, optedOutAt: Instant | null, at: Instant): ContactEvent => ({
  type: optedOutAt === null ? 'contact.opted_in' : 'contact.opted_out',
  accountId: contact.accountId,
  at,
  contact,
  optedOutAt,
});

/** The event of a contact that has just been erased. */
export const contactErasedEvent = (
  { accountId, id }: Pick<Contact, 'accountId' | 'id'>,
  at: Instant,
): ContactEvent => ({
  type: 'contact.erased',
  accountId,
  at,
  contactId: id,
});
