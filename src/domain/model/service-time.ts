import { DAY, type Instant, MINUTE } from './time.js';

/**
 * The time in service of a store (SPEC 1.4): the minutes in which a server used it. No wall clock changes it, so it
 * decides what must outlive a clock that is wrong.
 */
export interface ServiceTime {
  /** Whole minutes, counted by the monotonic clock of a server. */
  readonly minutes: number;
  /** The wall clock when a server last looked at it; null: never. */
  readonly seenAt: Instant | null;
  /** The minute before which nothing is deleted by age. */
  readonly deletesFrom: number;
  /** The minutes in which the store was restored from a backup, in order: those that may still matter to a key. */
  readonly restores: readonly number[];
}

/** The time in service of a new store. */
export const noService: ServiceTime = { minutes: 0, seenAt: null, deletesFrom: 0, restores: [] };

/** How far the wall clock may move on between two looks. Beyond that it may be wrong. */
const LARGEST_STEP = 2 * DAY;

const MINUTES_A_DAY = DAY / MINUTE;

/**
 * The time in service after a look at the wall clock. After a jump forward, also while no server ran, nothing is deleted
 * by age for 24 hours of service (SPEC 6).
 */
export const withClock = (time: ServiceTime, now: Instant): ServiceTime => {
  const hasJumped = time.seenAt !== null && now - time.seenAt > LARGEST_STEP;
  return { ...time, seenAt: now, deletesFrom: hasJumped ? time.minutes + MINUTES_A_DAY : time.deletesFrom };
};

/** The time in service one minute later. */
export const withMinute = (time: ServiceTime): ServiceTime => ({ ...time, minutes: time.minutes + 1 });

/** The time in service right after a restore. A backup does not know for how long its keys would still have lived. */
export const withRestore = (time: ServiceTime): ServiceTime => {
  const { minutes, restores } = time;
  // A key may live on from one restore to the next. If none did, the earlier ones hold no key.
  const isChained = minutes - (restores.at(-1) ?? -Infinity) < KEY_MINUTES;
  return { ...time, restores: [...(isChained ? restores : []), minutes] };
};

/** Whether records may be deleted because of their age. */
export const mayDeleteByAge = ({ minutes, deletesFrom }: ServiceTime): boolean => minutes >= deletesFrom;

/** How long an idempotency key lives: 24 hours of service, and the part of a minute in which it was claimed. */
export const KEY_MINUTES = MINUTES_A_DAY + 1;

/** When a message claimed its key. */
export interface Claim {
  readonly createdAt: Instant;
  /** The minute of service; null for a message from before service was counted. */
  readonly openedInMinute: number | null;
}

/**
 * Whether a message that claimed an idempotency key still holds it. A key that was live in a backup lives on from the
 * restore. A key from before service was counted also ends by the wall clock, as it did then, unless that may be wrong
 * or a restore came between: a backup may lie for longer.
 */
export const holdsKey = ({ createdAt, openedInMinute }: Claim, time: ServiceTime): boolean => {
  const { minutes, restores, seenAt } = time;
  const opened = openedInMinute ?? 0;
  const livesFrom = restores.reduce(
    (from, restore) => (from <= restore && restore - from < KEY_MINUTES ? restore : from),
    opened,
  );
  if (minutes - livesFrom >= KEY_MINUTES) return false;
  if (openedInMinute !== null || livesFrom !== opened || seenAt === null) return true;
  return seenAt - createdAt < DAY || !mayDeleteByAge(time);
};
