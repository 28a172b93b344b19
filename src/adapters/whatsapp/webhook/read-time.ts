import { type Instant, MINUTE, SECOND } from '../../../domain/model/time.js';

/** Before WhatsApp there was nothing to tell. */
const EARLIEST: Instant = Date.UTC(2009, 0, 1);

/** How far Meta's clock may be ahead of ours: a word that counts as later than it was would silence the next one. */
const AHEAD = MINUTE;

/** Meta's seconds since 1970, as a text mostly. What is none, or lies in the future, counts as now. */
export const readTime = (value: unknown, now: Instant): Instant => {
  const seconds = typeof value === 'string' && /^[0-9]{1,12}$/.test(value) ? Number(value) : value;
  const instant = typeof seconds === 'number' ? Math.trunc(seconds) * SECOND : Number.NaN;
  return instant >= EARLIEST && instant <= now + AHEAD ? instant : now;
};
