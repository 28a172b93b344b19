import { type AccountId } from '../../../../domain/model/account/account.js';
import { type ChatMessageId, type MessageRef } from '../../../../domain/model/message/opened-message.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { PIECE, walk } from '../lmdb/slices.js';
import { type Write } from '../lmdb/table.js';
import { type MessageKey, type MessageTables } from './message-records.js';
import { changeMessage } from './message-writes.js';

/**
 * Settles messages as unknown whose outcome is awaited: with `orphaned`, those for which it is true; else those whose
 * lease has expired at `now`. It reads only the index of leases, which is as long as the number of running sends.
 */
export const expireMessages = (
  environment: Environment,
  tables: MessageTables,
  now: Instant,
  orphaned: ((message: MessageRef) => boolean) | null,
): Stored<Round> => {
  const isDue = (key: MessageKey): boolean =>
    orphaned === null ? (tables.pending.get(key) ?? Infinity) <= now : orphaned(refOf(key));
  return walk<MessageKey>(environment, [0, 0], (after) => {
    const looked = tables.pending.keys({ after, limit: PIECE });
    const { items, damaged } = readEach(
      looked,
      (key) => (isDue(key) ? unconfirm(tables, key, now) : undefined),
      CorruptRecord,
    );
    const last = looked.length < PIECE ? null : (looked.at(-1) ?? null);
    return { answer: { count: items.length, damaged, next: last }, writes: items.flat() };
  });
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
