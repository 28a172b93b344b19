import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../time.js';
import { type Delivery, deliveryBase } from './delivery.js';
import { type DeliveryTry, MOST_TRIES_KEPT } from './delivery-try.js';

/** How long to wait after each failed try (SPEC 5.1). After the last wait comes the last try. */
export const retrySchedule: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** The most that a wait is stretched by, so that endpoints that failed together are not tried together. */
export const JITTER = 0.1;

/** The longest wait that an endpoint may ask for by `Retry-After`. */
export const LONGEST_RETRY_AFTER = DAY;

/** A try that has ended. */
export interface EndedTry {
  readonly made: DeliveryTry;
  /** The delivery's round when it began. */
  readonly round: number;
  /** When it ended. */
  readonly endedAt: Instant;
  /** No earlier than this, says the endpoint; null if it says nothing. */
  readonly retryAfter: Instant | null;
  /** From 0 to 1: how much of the jitter this wait gets. */
  readonly chance: number;
}

/**
 * A delivery after a try. A try from before a replay is only remembered: the delivery is tried again. After the last
 * failed try of the schedule it has failed.
 */
export const triedDelivery = (delivery: Delivery, ended: EndedTry): Delivery => {
  const { round, endedAt } = ended;
  const made = delivery.erased ? { ...ended.made, body: null } : ended.made;
  const base = { ...deliveryBase(delivery), tries: [...delivery.tries, made].slice(-MOST_TRIES_KEPT) };
  if (round !== delivery.round) return { ...delivery, tries: base.tries };
  if (made.reason === null) return { ...base, used: delivery.used + 1, status: 'delivered', deliveredAt: endedAt };
  if (delivery.status !== 'pending') return { ...delivery, tries: base.tries };
  const wait = retrySchedule[delivery.used];
  const used = delivery.used + 1;
  return wait === undefined
    ? { ...base, used, status: 'failed', reason: null }
    : { ...base, used, status: 'pending', nextTryAt: nextTryAt(wait, ended) };
};

const nextTryAt = (wait: number, { endedAt, retryAfter, chance }: EndedTry): Instant => {
  const scheduled = Math.round(endedAt + wait * (1 + JITTER * chance));
  return Math.max(scheduled, Math.min(retryAfter ?? 0, endedAt + LONGEST_RETRY_AFTER));
};
