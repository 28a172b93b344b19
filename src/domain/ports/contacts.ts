import { type Option } from 'fp-ts/lib/Option.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../model/account/account.js';
import { type Contact, type ContactId, type NewContact } from '../model/contact/contact.js';
import { type FeatureLimitExceeded, type Unavailable } from '../model/errors.js';
import { type PhoneNumber } from '../model/contact/phone.js';
import { type UserId } from '../model/contact/user-id.js';
import { type Instant } from '../model/time.js';
import { type Listing, type Stored } from './store.js';

/** Which contacts of an account to list. A condition that is null does not apply. */
export interface ContactFilter {
  /** An id of one of the account's groups. */
  readonly group: number | null;
}

/** Some of an account's contacts, newest first. */
export interface ContactPage extends Listing<Contact> {
  /** The id below which the next page starts; null on the last page. */
  readonly next: ContactId | null;
}

/**
 * The contacts of all accounts. Each function sees one account only. An erased contact is none for each of them, but that
 * it still counts: its id is never assigned again.
 */
export interface Contacts {
  readonly byId: (account: AccountId, id: ContactId) => Stored<Option<Contact>>;
  readonly byPhone: (account: AccountId, phone: PhoneNumber) => Stored<Option<Contact>>;
  readonly byUserId: (account: AccountId, userId: UserId) => Stored<Option<Contact>>;
  /** The contacts recorded with this id of WhatsApp's, lowest id first. Two phones may be one person. */
  readonly byWaId: (account: AccountId, waId: string) => Stored<Listing<Contact>>;
  /** How many contacts the account has. It reads no contact's record. */
  readonly count: (account: AccountId) => Stored<number>;
  /**
   * The contact with the draft's phone; where no contact has it, the one with its user id; created if there is none.
   * Phones and user ids are each unique in an account, and there are at most `maximum` contacts in all (-1: no limit),
   * exactly, also under concurrent calls, and also if one of them names the phone and another the user id. A contact
   * that exists gets the id of the two that it lacks, unless another contact has it; else it is returned as it is, also
   * over the limit. Durable when it resolves. `created` is true for exactly one of the callers that race for a person.
   * The event `contact.created` is part of the write that creates; it says `optedOutAt`: since when the person has opted
   * out, as the caller has just read it (absent or null: they have not).
   */
  readonly findOrCreate: (
    account: AccountId,
    contact: NewContact,
    maximum: number,
    now: Instant,
    optedOutAt?: Instant | null,
  ) => TE.TaskEither<Unavailable | FeatureLimitExceeded, { readonly contact: Contact; readonly created: boolean }>;
  /**
   * Changes a contact to what `change` makes of it, in one atomic step, and returns it after the change; none if there
   * is no such contact. A phone or a user id that another contact has is left as it was. `change` may be called more
   * than once; if it returns its argument, nothing is written. Durable when it resolves.
   */
  readonly update: (
    account: AccountId,
    id: ContactId,
    change: (contact: Contact) => Contact,
  ) => Stored<Option<Contact>>;
  /**
   * The contacts that fit a filter and have an id below `below` (null: all), at most `limit`, the highest id first. Ids
   * rise, so that is newest first. It reads one record more than `limit` at most, however many contacts do not fit.
   */
  readonly list: (
    account: AccountId,
    filter: ContactFilter,
    below: ContactId | null,
    limit: number,
  ) => Stored<ContactPage>;
}
