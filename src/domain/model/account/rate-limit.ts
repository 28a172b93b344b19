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

/** The state of a token's limit after `consumed` calls in a window that ends in `msBeforeNext` milliseconds. */
export const rateLimitOf = (limit: number, consumed: number, msBeforeNext: number): RateLimit => ({
  limit,
  remaining: Math.max(0, limit - consumed),
  resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)),
  allowed: consumed <= limit,
});
