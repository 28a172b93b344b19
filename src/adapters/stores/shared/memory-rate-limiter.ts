import * as TE from 'fp-ts/lib/TaskEither.js';
import { type RateLimiter } from '../../../domain/ports/rate-limiter.js';
import { countCall, rateLimitOf, type RateWindow, WINDOW_SECONDS } from '../../../domain/model/account/rate-limit.js';
import { realTime } from '../../../kit/time/timer.js';
import { openWindows } from './open-windows.js';

/**
 * Rate limits in memory. They are exact, because one process serves a data folder. A restart resets them. The libraries
 * for this keep their windows by the clock on the wall.
 */
export const memoryRateLimiter = (windowSeconds = WINDOW_SECONDS, { now } = realTime): RateLimiter => {
  const windows = openWindows<RateWindow>(now);
  return {
    count: (tokenId, limit) =>
      TE.fromIO(() => {
        const at = now();
        const window = countCall(windows.get(tokenId), at, windowSeconds * 1_000);
        windows.set(tokenId, window);
        return rateLimitOf(limit, window, at);
      }),
  };
};
