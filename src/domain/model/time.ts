/** Milliseconds since the Unix epoch, as the clock port gives them. */
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The calendar month of an instant in UTC, like `2026-11`. The conversation limit counts per month. */
export const monthOf = (at: Instant): string => new Date(at).toISOString().slice(0, 7);

/** The API's spelling of an instant: RFC 3339 in UTC with milliseconds. */
export const toTimestamp = (at: Instant): string => new Date(at).toISOString();

export const timestampOrNull = (at: Instant | null): string | null => (at === null ? null : toTimestamp(at));
