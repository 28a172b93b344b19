import { DAY, type Instant, toTimestamp } from '../time.js';
import { type EventType } from './event-type.js';

/** A day in UTC, like `2026-11-23`. */
export type Day = string;

export const dayOf = (at: Instant): Day => toTimestamp(at).slice(0, 10);

/** What is counted of a day: each event on its own day. */
export const countedStates = ['sent', 'delivered', 'read', 'failed', 'unconfirmed'] as const;
export type CountedState = (typeof countedStates)[number];
export type DayCounts = Readonly<Record<CountedState, number>>;

export const noCounts: DayCounts = { sent: 0, delivered: 0, read: 0, failed: 0, unconfirmed: 0 };

/** What an event counts as; null if it is not counted. */
export const countedAs = (type: EventType): CountedState | null =>
  countedStates.find((state) => type === `message.${state}`) ?? null;

/** The last `count` days up to that of `now`, oldest first. */
export const lastDays = (now: Instant, count: number): readonly Day[] =>
  Array.from({ length: count }, (_, index) => dayOf(now - (count - 1 - index) * DAY));
