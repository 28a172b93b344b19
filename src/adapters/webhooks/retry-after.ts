import { type Instant, SECOND } from '../../domain/model/time.js';

/** Longer than any wait that is kept; it spares the numbers that a date cannot have. */
const MOST_SECONDS = 10 ** 9;

/** How dates in HTTP begin (RFC 9110, 5.6.7): a day of the week, in any of the three formats. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? [A-Za-z0-9:, -]{10,40}$/;

/** The instant that a `Retry-After` names, in seconds from `now` or as a date; null if it names none. */
export const retryAfterOf = (header: string | undefined, now: Instant): Instant | null => {
  const text = header?.trim() ?? '';
  if (/^[0-9]+$/.test(text)) return now + Math.min(Number(text), MOST_SECONDS) * SECOND;
  // The oldest format, of C's asctime(), names no zone and means UTC.
  const at = HTTP_DATE.test(text) ? Date.parse(/GMT$/.test(text) ? text : `${text} GMT`) : Number.NaN;
  return Number.isNaN(at) ? null : at;
};
