import { type AccountId } from '../model/account/account.js';
import { type ContactId } from '../model/contact/contact.js';
import { type MediaId } from '../model/media/media-id.js';
import { type Instant } from '../model/time.js';
import { type Listing, type Round, type Stored } from './store.js';

/** A contact that was erased, and when. */
export interface Erasure {
  readonly accountId: AccountId;
  readonly contactId: ContactId;
  readonly at: Instant;
}

/** What erasing messages did: `count` is how many messages were changed. */
export interface ErasedMessages extends Round {
  /** How many stay for now, because their outcome is awaited, or keep their idempotency key, because it is still claimed. */
  readonly pending: number;
  /**
   * Files that lost their name: no message names them any more. They are for `MediaStorage.removeUnnamed`; a process that
   * dies before it gets there leaves them to the sweep.
   */
  readonly unnamed: readonly MediaId[];
}

/** The same of some of the old messages. */
export interface ErasedSome extends ErasedMessages {
  /** Whether there are more. */
  readonly more: boolean;
}

/**
 * Takes people out of what is stored (SPEC 5, SAFETY O4). Each function that changes many records does so some at a time:
 * nothing holds the event loop meanwhile. A damaged record stays as it is, and is named. Repeating any of them is
 * harmless, also after a crash in the middle.
 */
export interface Erasing {
  /**
   * Empties a contact as `erasedContact` does, in one atomic step with its event `contact.erased` and a note to repeat the
   * rest of it. What finds it by its ids and groups goes too. False, and nothing is written, if there is no such contact or
   * it was erased before: of several callers at once, one gets true. Durable when it resolves.
   */
  readonly contact: (account: AccountId, id: ContactId, now: Instant) => Stored<boolean>;
  /**
   * Makes `erasedMessage` of all messages of a contact that have settled, with all that finds them by what is gone, and
   * the reports that wait for their wamids. A file that no message names any more loses its name with that.
   */
  readonly messages: (account: AccountId, contact: ContactId) => Stored<ErasedMessages>;
  /**
   * Makes `withoutPerson` of all events of a contact, and `erasedDelivery` of their deliveries. Events that wait are
   * relayed first. Ids, places, order and what is due stay.
   */
  readonly events: (account: AccountId, contact: ContactId, now: Instant) => Stored<Round>;
  /**
   * The same as `messages` and `events` for some of all accounts' messages that were opened before `before`, each of
   * them looked at once, however often it is called (SPEC 6, `MESSAGE_RETENTION`). Contacts stay.
   */
  readonly messagesBefore: (before: Instant, now: Instant) => Stored<ErasedSome>;
  /** The noted erasings, oldest first. */
  readonly noted: Stored<Listing<Erasure>>;
  /** Drops the note of an erasing, which then is not repeated any more. */
  readonly forget: (erasure: Erasure) => Stored<void>;
}
