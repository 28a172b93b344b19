/** The state of a token's rate limit. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
  readonly allowed: boolean;
}

/** How long a window lasts, from the first call that it counts. */
export const WINDOW_SECONDS = 60;

/** A window that was opened. */
export interface RateWindow {
  /** How many calls it has counted, refused ones too. */
  readonly consumed: number;
  /**
   * When it ends, in milliseconds of a clock that never goes back. By the clock on the wall a window would last an hour
   * and a minute where that is set back by an hour.
   */
  readonly endsAt: number;
}

/** Counts a call at `now`, of the same clock. It opens a window of `length` milliseconds if none is open. */
export const countCall = (window: RateWindow | undefined, now: number, length: number): RateWindow =>
  window === undefined || window.endsAt <= now
    ? { consumed: 1, endsAt: now + length }
    : { ...window, consumed: window.consumed + 1 };

/** The state of a token's limit in a window at `now`. */
export const rateLimitOf = (limit: number, { consumed, endsAt }: RateWindow, now: number): RateLimit => ({
  limit,
  remaining: Math.max(0, limit - consumed),
  // The clock has fractions, and (now + 60 000) - now may be a fraction over 60 000.
  resetSeconds: Math.max(1, Math.ceil(Math.round(endsAt - now) / 1_000)),
  allowed: consumed <= limit,
});
