import { leaseLost, type Message, type MessageRef, refOf, settledMessage } from '../../../../domain/model/message.js';
import { type Instant } from '../../../../domain/model/time.js';
import { changeMessage } from './change-message.js';
import { type Documents } from '../database/documents.js';

/** How many messages are looked at at once. */
const BATCH = 200;

/**
 * Makes `unconfirmed` what is pending and due: where `orphaned` is given, what it says nobody sends; else what has
 * a lease that has run out at `now`. Answers how many; each is counted by one of those who look at the same time.
 */
export const expireMessages = async (
  messages: Documents<Message>,
  now: Instant,
  orphaned: ((message: MessageRef) => boolean) | null,
): Promise<number> => {
  let expired = 0;
  const due = { pendingUntil: orphaned === null ? { $lte: now } : { $gte: 0 } };
  const left = await messages.all(due, { pendingUntil: 1 }, orphaned === null ? BATCH : 0);
  for (const kept of left) {
    if (orphaned !== null && !orphaned(kept.record)) continue;
    const isDue = (message: Message): boolean =>
      message.state === 'pending' && (orphaned !== null || message.leaseUntil <= now);
    const lost = (message: Message): Message =>
      isDue(message) ? settledMessage(message, { _tag: 'Refused', failure: leaseLost, at: now }) : message;
    const changed = await changeMessage(messages, refOf(kept.record), lost, kept);
    if (changed !== null && changed.after !== changed.before) expired += 1;
  }
  const isMore = orphaned === null && left.length === BATCH;
  return isMore ? expired + (await expireMessages(messages, now, orphaned)) : expired;
};
