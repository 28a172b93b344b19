import * as E from 'fp-ts/lib/Either.js';
import { type AccountId } from '../../../../domain/model/account.js';
import { type ChatMessageId, type MessageRef } from '../../../../domain/model/message.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Environment } from '../lmdb/environment.js';
import { type MessageKey, type MessageTables } from './message-records.js';
import { changeMessage } from './message-writes.js';
import { type Write } from '../lmdb/table.js';

/** How many messages one transaction settles at most, so that sends do not wait for it. */
const BATCH = 500;

/**
 * Makes `unconfirmed` what is pending and due: where `orphaned` is given, what it says nobody sends; else what has
 * a lease that has run out at `now`. Looks at the index of pending messages only, which is as long as the line of running sends.
 */
export const expireMessages =
  (
    environment: Environment,
    tables: MessageTables,
    now: Instant,
    orphaned: ((message: MessageRef) => boolean) | null,
  ): Stored<number> =>
  async () => {
    const isDue = ([accountId, id]: MessageKey, leaseUntil: Instant): boolean =>
      orphaned === null ? leaseUntil <= now : orphaned({ accountId: accountId as AccountId, id: id as ChatMessageId });
    let expired = 0;
    let after: MessageKey | null = null;
    for (;;) {
      const from: MessageKey = after === null ? [0, 0] : [after[0], after[1] + 1];
      const batch = await environment.write(() => {
        const looked = tables.pending.entries({ from, limit: BATCH });
        const due = looked.filter(([key, leaseUntil]) => isDue(key, leaseUntil));
        return {
          answer: { last: looked.length < BATCH ? null : (looked.at(-1)?.[0] ?? null), count: due.length },
          writes: due.flatMap(([key]) => unconfirm(tables, key, now)),
        };
      })();
      if (E.isLeft(batch)) return batch;
      expired += batch.right.count;
      after = batch.right.last;
      if (after === null) return E.right(expired);
    }
  };

const unconfirm = (tables: MessageTables, key: MessageKey, now: Instant): readonly Write[] => {
  const message = tables.messages.get(key);
  if (message === undefined) return [tables.pending.remove(key)];
  return [tables.pending.remove(key), ...changeMessage(tables, message, { _tag: 'LeaseLost', at: now }).writes];
};
