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
  /** The id after which the next page starts; null on the last page. */
  readonly next: number | null;
}

/** The contacts of all accounts. Each function sees one account only. Contacts are never deleted. */
export interface Contacts {
  readonly byId: (account: AccountId, id: ContactId) => Stored<Option<Contact>>;
  readonly byPhone: (account: AccountId, phone: PhoneNumber) => Stored<Option<Contact>>;
  /** The contacts recorded with this id of WhatsApp's, lowest id first. Two phones may be one person. */
  readonly byWaId: (account: AccountId, waId: string) => Stored<Listing<Contact>>;
  /** How many contacts the account has. It reads no contact's record. */
  readonly count: (account: AccountId) => Stored<number>;
  /**
   * The contact with this phone, created if there is none. There is one contact per account and phone, and at most
   * `maximum` in all (-1: no limit), exactly, also under concurrent calls. A contact that exists is returned as it is,
   * also over the limit. Durable when it resolves. `created` is true for exactly one of the callers that race for a
   * phone.
   */
  readonly findOrCreate: (
    account: AccountId,
    contact: NewContact,
    maximum: number,
    now: Instant,
  ) => TE.TaskEither<Unavailable | FeatureLimitExceeded, { readonly contact: Contact; readonly created: boolean }>;
  /** The contacts after the id `after` (0: from the start), in order of id, at most `limit`. */
  readonly list: (account: AccountId, after: number, limit: number) => Stored<ContactPage>;
}
