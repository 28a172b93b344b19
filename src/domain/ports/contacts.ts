import { type Option } from 'fp-ts/lib/Option.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../model/account/account.js';
import { type Contact, type ContactId, type NewContact } from '../model/contact/contact.js';
import { type FeatureLimitExceeded, type Unavailable } from '../model/errors.js';
import { type PhoneNumber } from '../model/contact/phone.js';
import { type Instant } from '../model/time.js';
import { type Listing, type Stored } from './store.js';

/** Some of an account's contacts. */
export interface ContactPage extends Listing<Contact> {
  /** Behind which id to go on; null where nothing follows. */
  readonly next: number | null;
}

/** The contacts of all accounts; no function sees across accounts. Contacts are never deleted. */
export interface Contacts {
  readonly byId: (account: AccountId, id: ContactId) => Stored<Option<Contact>>;
  readonly byPhone: (account: AccountId, phone: PhoneNumber) => Stored<Option<Contact>>;
  /** The contacts that WhatsApp has been seen to know under this id, lowest id first: two phones may be one person. */
  readonly byWaId: (account: AccountId, waId: string) => Stored<Listing<Contact>>;
  /** How many contacts the account has; needs no contact's record. */
  readonly count: (account: AccountId) => Stored<number>;
  /**
   * The contact with this phone, made if there is none. One per account and phone and at most `maximum` in all
   * (-1: no limit), exactly, also under concurrent calls. A contact that exists is answered as it is, whatever
   * the limit. Durable when it resolves. `created` is true for exactly one of the callers that race for a phone.
   */
  readonly findOrCreate: (
    account: AccountId,
    contact: NewContact,
    maximum: number,
    now: Instant,
  ) => TE.TaskEither<Unavailable | FeatureLimitExceeded, { readonly contact: Contact; readonly created: boolean }>;
  /** The contacts behind `after` (0: from the start) in order of id, at most `limit`. */
  readonly list: (account: AccountId, after: number, limit: number) => Stored<ContactPage>;
  /**
   * Opts a contact out, or in again, as `withOptOut` says. None where there is no such contact. `changed` is true
   * for exactly one of several callers that ask for the same, and for none where a later word was recorded.
   */
  readonly setOptOut: (
    account: AccountId,
    id: ContactId,
    optedOut: boolean,
    at: Instant,
  ) => Stored<Option<{ readonly contact: Contact; readonly changed: boolean }>>;
}
