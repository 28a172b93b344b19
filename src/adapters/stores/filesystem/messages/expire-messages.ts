import * as E from 'fp-ts/lib/Either.js';
import { type AccountId } from '../../../../domain/model/account/account.js';
import { type ChatMessageId, type MessageRef } from '../../../../domain/model/message/opened-message.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { sumRounds } from '../../shared/rounds.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { type Write } from '../lmdb/table.js';
import { type MessageKey, type MessageTables } from './message-records.js';
import { changeMessage } from './message-writes.js';

/** How many messages one transaction settles at most, so that sends do not wait long. */
const BATCH = 500;

/**
 * Settles messages as unknown whose outcome is awaited: with `orphaned`, those for which it is true; else those whose
 * lease has expired at `now`. It reads only the index of leases, which is as long as the number of running sends.
 */
export const expireMessages =
  (
    environment: Environment,
    tables: MessageTables,
    now: Instant,
    orphaned: ((message: MessageRef) => boolean) | null,
  ): Stored<Round> =>
  async () => {
    const isDue = (key: MessageKey): boolean =>
      orphaned === null ? (tables.pending.get(key) ?? Infinity) <= now : orphaned(refOf(key));
    const rounds: Round[] = [];
    for (let from: MessageKey | null = [0, 0]; from !== null;) {
      const start: MessageKey = from;
      const batch = await environment.write(() => {
        const looked = tables.pending.keys({ from: start, limit: BATCH });
        const { items, damaged } = readEach(
          looked,
          (key) => (isDue(key) ? unconfirm(tables, key, now) : undefined),
          CorruptRecord,
        );
        const last = looked.length < BATCH ? undefined : looked.at(-1);
        return { answer: { last, count: items.length, damaged }, writes: items.flat() };
      })();
      if (E.isLeft(batch)) return batch;
      rounds.push(batch.right);
      const { last } = batch.right;
      from = last === undefined ? null : [last[0], last[1] + 1];
    }
    return E.right(sumRounds(rounds));
  };

const refOf = ([accountId, id]: MessageKey): MessageRef => ({
  accountId: accountId as AccountId,
  id: id as ChatMessageId,
});

const unconfirm = (tables: MessageTables, key: MessageKey, now: Instant): readonly Write[] => {
  const message = tables.messages.get(key);
  if (message === undefined) return [tables.pending.remove(key)];
  return [tables.pending.remove(key), ...changeMessage(tables, message, { _tag: 'LeaseLost', at: now }).writes];
};
