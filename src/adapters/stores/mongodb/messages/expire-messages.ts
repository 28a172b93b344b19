import { type Message } from '../../../../domain/model/message/message.js';
import { type MessageRef, refOf } from '../../../../domain/model/message/opened-message.js';
import { isAwaited, isLeaseOver } from '../../../../domain/model/message/settled-message.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Damaged, type Round } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { type AnyDocument } from '../database/database.js';
import { CorruptDocument } from '../database/faults.js';
import { changeByRef, type MessageParts } from './change-message.js';

/** How many messages are read at once. */
const BATCH = 200;

/**
 * Settles messages as unknown whose outcome is awaited: with `orphaned`, those for which it is true; else those whose
 * lease has expired at `now`. Returns how many. If several nodes do it at once, each message is counted by one of them.
 */
export const expireMessages = async (
  parts: MessageParts,
  now: Instant,
  orphaned: ((message: MessageRef) => boolean) | null,
): Promise<Round> => {
  const due = { pendingUntil: orphaned === null ? { $lte: now } : { $gte: 0 } };
  const isDue = (message: Message): boolean =>
    orphaned === null ? isLeaseOver(message, now) : isAwaited(message) && orphaned(refOf(message));
  const damaged: Damaged[] = [];
  const passed: AnyDocument['_id'][] = [];
  let count = 0;
  for (let isMore = true; isMore;) {
    const filter = { ...due, _id: { $nin: [...passed] } };
    const found = await parts.messages.found(filter, { pendingUntil: 1 }, orphaned === null ? BATCH : 0);
    const left = readEach(found, parts.messages.decode, CorruptDocument);
    for (const kept of left.items)
      if ((await changeByRef(parts, refOf(kept.record), lostIf(isDue, now), kept)) !== null) count += 1;
    damaged.push(...left.damaged);
    passed.push(...found.map(({ _id }) => _id));
    isMore = orphaned === null && found.length === BATCH;
  }
  return { count, damaged };
};

const lostIf = (isDue: (message: Message) => boolean, at: Instant) => (message: Message) =>
  isDue(message) ? ({ _tag: 'LeaseLost', at } as const) : null;
