import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Task } from 'fp-ts/lib/Task.js';
import { type Account } from '../../model/account/account.js';
import { type AttentionEvent } from '../../model/account/attention.js';
import { seenHealth, type Seen } from '../../model/account/seen-health.js';
import { type Accounts } from '../../ports/accounts.js';
import { type Clock } from '../../ports/clock.js';

export interface RecordHealthPorts {
  readonly accounts: Pick<Accounts, 'recordHealth'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Called with each event that this process made. */
  readonly onAttention: (event: AttentionEvent) => void;
}

/**
 * Records what was seen of an account's health. It asks the store only if that says something new of the account as it
 * was read before. It never rejects. False: the store is down, and the same may be tried again later.
 */
export type RecordHealth = (account: Account, seen: readonly Seen[]) => Task<boolean>;

export const makeRecordHealth =
  ({ accounts, clock, onAttention }: RecordHealthPorts): RecordHealth =>
  (account, seen) =>
  async () => {
    const now = clock.now();
    if (seenHealth(account, seen, now) === account.health) return true;
    try {
      const recorded = await accounts.recordHealth(account.id, seen, now)();
      if (E.isLeft(recorded)) return false;
      pipe(
        recorded.right,
        O.chainNullableK(({ event }) => event),
        O.map(onAttention),
      );
      return true;
    } catch {
      // The account's record was damaged since it was read. To try again is of no use.
      return true;
    }
  };
