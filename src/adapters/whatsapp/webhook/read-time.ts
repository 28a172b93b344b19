import { type Instant, MINUTE, SECOND } from '../../../domain/model/time.js';

/** WhatsApp was founded in 2009; an earlier time is wrong. */
const EARLIEST: Instant = Date.UTC(2009, 0, 1);

/**
 * How far Meta's clock may be ahead of ours. An opt-out or opt-in with too late a time would make the next one count as
 * older.
 */
const AHEAD = MINUTE;

/** Meta's seconds since 1970, mostly as a string. A value that is no time, or lies in the future, counts as now. */
export const readTime = (value: unknown, now: Instant): Instant => {
  const seconds = typeof value === 'string' && /^[0-9]{1,12}$/.test(value) ? Number(value) : value;
  const instant = typeof seconds === 'number' ? Math.trunc(seconds) * SECOND : Number.NaN;
  return instant >= EARLIEST && instant <= now + AHEAD ? instant : now;
};
