import * as E from 'fp-ts/lib/Either.js';
import { type Account } from '../../../../domain/model/account/account.js';
import { attentionEvent, type AttentionEvent } from '../../../../domain/model/account/attention.js';
import { type LastSeen, neverSeen } from '../../../../domain/model/account/last-seen.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type EventLog } from '../../../../domain/ports/event-log.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { StoreFault } from '../../shared/store-fault.js';
import { type WrittenEvents } from '../events/waiting/written-events.js';

/** What accounts need of events: when messages last moved, and to say that there is an event. */
export interface AccountEvents extends Pick<EventLog, 'lastSeen'>, Pick<WrittenEvents, 'tell'> {}

/** The event of a change; null if it makes none. */
export type EventOf = (before: Account, after: Account) => Promise<AttentionEvent | null>;

export const noEvent: EventOf = () => Promise.resolve(null);

/** The event of a change of health at `now`. Only where there is one, it reads when messages last moved. */
export const attentionAt =
  ({ lastSeen }: AccountEvents, now: Instant): EventOf =>
  async (before, after) =>
    attentionEvent(before, after, neverSeen, now) === null
      ? null
      : attentionEvent(before, after, await seenOf(lastSeen(after.id)), now);

const seenOf = async (task: Stored<LastSeen>): Promise<LastSeen> => {
  const seen = await task();
  if (E.isLeft(seen)) throw new StoreFault(seen.left.cause);
  return seen.right;
};
