import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account, type AccountId } from '../../src/domain/model/account/account.js';
import { attentionEvent } from '../../src/domain/model/account/attention.js';
import { seenHealth } from '../../src/domain/model/account/seen-health.js';
import { type Accounts, type RecordedHealth } from '../../src/domain/ports/accounts.js';

/** Records the health of accounts in memory. `onWrite` is called with each account that is written. */
export const memoryHealth =
  (find: (id: AccountId) => Account | undefined, onWrite: (after: Account) => void): Accounts['recordHealth'] =>
  (id, seen, now) =>
    TE.rightIO((): O.Option<RecordedHealth> => {
      const before = find(id);
      if (before === undefined) return O.none;
      const health = seenHealth(before, seen, now);
      if (health === before.health) return O.some({ account: before, event: null });
      const account = { ...before, health };
      onWrite(account);
      return O.some({ account, event: attentionEvent(before, account, { sentAt: null, statusAt: null }, now) });
    });
