import * as TE from 'fp-ts/lib/TaskEither.js';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type RateLimiter } from '../../../domain/ports/rate-limiter.js';
import { rateLimitOf, WINDOW_SECONDS } from '../../../domain/model/account/rate-limit.js';

/**
 * Rate limits in memory. They are exact, because one process serves a data folder. A restart resets them. The library
 * only counts and keeps the windows; it never refuses, because the limit of a token may change during its window.
 */
export const memoryRateLimiter = (windowSeconds = WINDOW_SECONDS): RateLimiter => {
  const windows = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: windowSeconds });
  return {
    count: (tokenId, limit) =>
      TE.fromTask(async () => {
        const { consumedPoints, msBeforeNext } = await windows.consume(tokenId);
        return rateLimitOf(limit, consumedPoints, msBeforeNext);
      }),
  };
};
