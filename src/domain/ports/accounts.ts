import { type Option } from 'fp-ts/lib/Option.js';
import {
  type Account,
  type AccountChanges,
  type AccountId,
  type Directory,
  type Entry,
} from '../model/account/account.js';
import { type AttentionEvent } from '../model/account/attention.js';
import { type AccountDraft } from '../model/account/new-account.js';
import { type Seen } from '../model/account/seen-health.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Unavailable } from '../model/errors.js';
import { type Instant } from '../model/time.js';
import { type Listing, type Stored } from './store.js';

/** Another account has this phone number id. */
export interface PhoneNumberIdTaken {
  readonly _tag: 'PhoneNumberIdTaken';
}

/** A page of a list, lowest account first. */
export interface Page<A> extends Listing<A> {
  /** The account after which the next page starts; null on the last page. */
  readonly next: AccountId | null;
}

/** Which page: the accounts after this one (null: from the first), at most `limit`. */
export interface PageOf {
  readonly after: AccountId | null;
  readonly limit: number;
}

/** The app secret of an account; null if it has none. */
export interface AppSecret {
  readonly accountId: AccountId;
  readonly secret: string | null;
}

/** What was seen of an account's health, recorded. */
export interface RecordedHealth {
  readonly account: Account;
  /** The event of the change; null if the reasons stay the same. */
  readonly event: AttentionEvent | null;
}

/** The accounts of this service. Only the cost of `list` grows with the number of accounts. */
export interface Accounts {
  /** The account with this id, if there is one. */
  readonly byId: (id: AccountId) => Stored<Option<Account>>;
  /** The accounts with these ids, lowest id first, each once. */
  readonly byIds: (ids: readonly AccountId[]) => Stored<Listing<Account>>;
  /** All accounts, lowest id first. */
  readonly list: Stored<Listing<Account>>;
  /**
   * The accounts that have one of these phone number ids, or had it before (32 for each former one at most), lowest id
   * first, each once, however many ids there are.
   */
  readonly byPhoneNumberIds: (ids: readonly string[]) => Stored<Listing<Account>>;
  /** A page of the accounts of these business accounts, each once. Several accounts may share a business account. */
  readonly byBusinessAccountIds: (ids: readonly string[], page: PageOf) => Stored<Page<Account>>;
  /** A page of all app secrets. It reads nothing else of an account, so other damage does not matter. */
  readonly appSecrets: (page: PageOf) => Stored<Page<AppSecret>>;
  /** Whether an account has this verify token. It reads no account's record, so a damaged one does not matter. */
  readonly hasVerifyToken: (token: string) => Stored<boolean>;
  /**
   * Creates an account with default limits and words, a new random media key and nothing else. Ids are positive and
   * never reused, also if several processes create accounts at the same time.
   */
  readonly create: (account: AccountDraft, now: Instant) => Stored<Account>;
  /**
   * Applies changes in one atomic write; a field that is absent stays. Returns the account after the change, none if it
   * does not exist. A phone number id belongs to one account at most, also under concurrent changes. From then on, in
   * every process, the account is found by its new ids and verify token. Of the old ones, only the phone number id
   * still finds it, as a former one. If it changes the reasons for which the account needs attention, the event of that
   * is in the same write.
   */
  readonly change: (
    id: AccountId,
    changes: AccountChanges,
    now: Instant,
  ) => TE.TaskEither<Unavailable | PhoneNumberIdTaken, Option<Account>>;
  /**
   * Records what was seen of an account's health as `seenHealth` does, in one atomic write with the event of the change;
   * it writes nothing if that says nothing new. If several callers saw the same, one of them gets the event. None if the
   * account does not exist.
   */
  readonly recordHealth: (id: AccountId, seen: readonly Seen[], now: Instant) => Stored<Option<RecordedHealth>>;
  /**
   * Adds an entry to one of the account's lists, under the next id of that list. None if the account does not exist.
   */
  readonly addEntry: (id: AccountId, directory: Directory, name: string) => Stored<Option<Entry>>;
}
