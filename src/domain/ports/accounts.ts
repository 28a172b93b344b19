import { type Option } from 'fp-ts/lib/Option.js';
import {
  type Account,
  type AccountChanges,
  type AccountDraft,
  type AccountId,
  type Directory,
  type Entry,
} from '../model/account/account.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Unavailable } from '../model/errors.js';
import { type Listing, type Stored } from './store.js';

/** Another account has this phone number id. */
export interface PhoneNumberIdTaken {
  readonly _tag: 'PhoneNumberIdTaken';
}

/** The accounts of this service. What costs as much as there are accounts is `list` alone. */
export interface Accounts {
  /** The account with this id; none where there never was one. */
  readonly byId: (id: AccountId) => Stored<Option<Account>>;
  /** All accounts, lowest id first. */
  readonly list: Stored<Listing<Account>>;
  /** The accounts that have one of these phone number ids, lowest id first, however many ids there are. */
  readonly byPhoneNumberIds: (ids: readonly string[]) => Stored<Listing<Account>>;
  /** The accounts of these business accounts, lowest id first, each once; several may share one. */
  readonly byBusinessAccountIds: (ids: readonly string[]) => Stored<Listing<Account>>;
  /** Whether an account has this verify token. Needs no account's record, so a damaged one is no hindrance. */
  readonly hasVerifyToken: (token: string) => Stored<boolean>;
  /**
   * Makes an account with default limits and words, a fresh random media key and nothing else.
   * Ids are positive and never reused, also when several processes create at once.
   */
  readonly create: (account: AccountDraft) => Stored<Account>;
  /**
   * Applies changes in one atomic write; what is absent stays. Answers the account as it then is, none where
   * it does not exist. A phone number id belongs to one account at most, also under concurrent changes. At once, in
   * every process, the account is found by its new ids and verify token, and no more by those that it had.
   */
  readonly change: (
    id: AccountId,
    changes: AccountChanges,
  ) => TE.TaskEither<Unavailable | PhoneNumberIdTaken, Option<Account>>;
  /** Adds an entry to one of the account's lists under the next id of that list; none without such an account. */
  readonly addEntry: (id: AccountId, directory: Directory, name: string) => Stored<Option<Entry>>;
}
