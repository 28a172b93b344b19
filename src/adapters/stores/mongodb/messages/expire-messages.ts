import { type Message } from '../../../../domain/model/message/message.js';
import { type MessageRef, refOf } from '../../../../domain/model/message/opened-message.js';
import { isAwaited, isLeaseOver } from '../../../../domain/model/message/settled-message.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Damaged, type Round } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { CorruptDocument } from '../database/faults.js';
import { pagesByTime } from '../database/pages.js';
import { changeByRef, type MessageParts } from './change-message.js';

/**
 * Settles messages as unknown whose outcome is awaited: with `orphaned`, those for which it is true; else those whose
 * lease has expired at `now`. Returns how many. If several nodes do it at once, each message is counted by one of them.
 */
export const expireMessages = async (
  parts: MessageParts,
  now: Instant,
  orphaned: ((message: MessageRef) => boolean) | null,
): Promise<Round> => {
  const isDue = (message: Message): boolean =>
    orphaned === null ? isLeaseOver(message, now) : isAwaited(message) && orphaned(refOf(message));
  const damaged: Damaged[] = [];
  let count = 0;
  const until = orphaned === null ? now : Number.MAX_SAFE_INTEGER;
  for await (const found of pagesByTime(parts.messages, {}, 'pendingUntil', until)) {
    const left = readEach(found, parts.messages.decode, CorruptDocument);
    for (const kept of left.items)
      if ((await changeByRef(parts, refOf(kept.record), lostIf(isDue, now), kept)) !== null) count += 1;
    damaged.push(...left.damaged);
  }
  return { count, damaged };
};

const lostIf = (isDue: (message: Message) => boolean, at: Instant) => (message: Message) =>
  isDue(message) ? ({ _tag: 'LeaseLost', at } as const) : null;
