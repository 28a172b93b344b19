import { type Contact } from './contact.js';
import { erased, type Erased } from './recipient.js';

/** What an event shows of a contact: the contact right after the change, until it is erased. */
export interface ContactSnapshot extends Omit<Contact, 'recipient'> {
  readonly recipient: Contact['recipient'] | Erased;
}

/** A snapshot without what erasing takes from a contact (SPEC 5). Our ids, the account's own ids and times stay. */
export const erasedContactSnapshot = (snapshot: ContactSnapshot): ContactSnapshot => ({
  ...snapshot,
  recipient: erased,
  otherUserId: null,
  username: null,
  firstname: null,
  lastname: null,
  email: null,
  country: null,
  waId: null,
  waIdAt: null,
  userIdAt: null,
  otherUserIdAt: null,
});
