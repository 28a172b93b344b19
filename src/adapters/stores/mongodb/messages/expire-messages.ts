import { type Message, type MessageRef, refOf } from '../../../../domain/model/message.js';
import { isLeaseOver } from '../../../../domain/model/settled-message.js';
import { type Instant } from '../../../../domain/model/time.js';
import { changeByRef, type MessageParts } from './change-message.js';

/** How many messages are looked at at once. */
const BATCH = 200;

/**
 * Makes `unconfirmed` what is pending and due: where `orphaned` is given, what it says nobody sends; else what has
 * a lease that has run out at `now`. Answers how many; each is counted by one of those who look at the same time.
 */
export const expireMessages = async (
  parts: MessageParts,
  now: Instant,
  orphaned: ((message: MessageRef) => boolean) | null,
): Promise<number> => {
  let expired = 0;
  const due = { pendingUntil: orphaned === null ? { $lte: now } : { $gte: 0 } };
  const left = await parts.messages.all(due, { pendingUntil: 1 }, orphaned === null ? BATCH : 0);
  for (const kept of left) {
    if (orphaned !== null && !orphaned(kept.record)) continue;
    const isDue = (message: Message): boolean =>
      orphaned === null ? isLeaseOver(message, now) : message.state === 'pending';
    const lost = await changeByRef(
      parts,
      refOf(kept.record),
      (message) => (isDue(message) ? { _tag: 'LeaseLost', at: now } : null),
      kept,
    );
    if (lost !== null) expired += 1;
  }
  const isMore = orphaned === null && left.length === BATCH;
  return isMore ? expired + (await expireMessages(parts, now, orphaned)) : expired;
};
