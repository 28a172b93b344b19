import { type Option } from 'fp-ts/lib/Option.js';
import { type Account } from '../../model/account/account.js';
import { type AccountHealth } from '../../model/account/health.js';
import { type Token } from '../../model/account/token.js';
import { type CallError } from '../../model/errors.js';
import { type Day, type DayCounts } from '../../model/event/activity.js';
import { type WrittenField } from '../../model/given-fields.js';
import { type Answered, type Asked } from '../answer-admitted.js';

/** A call about the caller's account. */
export interface AccountCall {
  /** The bearer token as presented. */
  readonly credentials: Option<string>;
  /** The query as written. */
  readonly query: Asked<readonly WrittenField[]>;
}

/** What an account uses of its limits. */
export interface Usage {
  readonly contacts: number;
  /** Conversations opened in `month`. */
  readonly conversations: number;
  /** The calendar month in UTC, like `2026-11`. */
  readonly month: string;
}

/** An account, what it uses, and whether it can send. */
export interface DescribedAccount {
  readonly account: Account;
  readonly usage: Usage;
  readonly health: AccountHealth;
}

/** What became of an account's messages on one day. */
export interface DayActivity {
  readonly day: Day;
  readonly counts: DayCounts;
}

/** The caller's account, and its token. */
export type GetAccount = (
  call: AccountCall,
) => Promise<Answered<CallError, DescribedAccount & { readonly token: Token }>>;

/** What became of the account's messages on the last days, oldest first. The query may have `days`, from 1 to 30. */
export type GetActivity = (call: AccountCall) => Promise<Answered<CallError, readonly DayActivity[]>>;
