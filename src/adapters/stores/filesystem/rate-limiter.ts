import * as TE from 'fp-ts/lib/TaskEither.js';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type RateLimiter } from '../../../domain/ports/rate-limiter.js';
import { rateLimitOf, WINDOW_SECONDS } from '../../../domain/model/account/rate-limit.js';

/**
 * Rate limits in memory: exact, since one process serves a data folder; a restart forgets them. The library counts
 * and keeps the windows; it is never asked to refuse, because the limit of a token may change while its window runs.
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
