import { RateLimiterMemory, RateLimiterMongo } from 'rate-limiter-flexible';
import { type RateLimiter } from '../../../domain/ports/rate-limiter.js';
import { rateLimitOf, WINDOW_SECONDS } from '../../../domain/model/account/rate-limit.js';
import { type Database } from './database/database.js';
import { storing } from '../shared/store-fault.js';

/**
 * Rate limits that all nodes share. They are exact, because each call is counted by one atomic update. If the database
 * fails, each node counts alone. The library only counts and keeps the windows; it never refuses, because the limit of
 * a token may change during its window.
 */
export const mongodbRateLimiter = (database: Database, windowSeconds = WINDOW_SECONDS): RateLimiter => {
  const windows = { points: Number.MAX_SAFE_INTEGER, duration: windowSeconds };
  const limiter = new RateLimiterMongo({
    ...windows,
    storeClient: database,
    tableName: 'rateLimits',
    keyPrefix: '',
    disableIndexesCreation: true,
    insuranceLimiter: new RateLimiterMemory(windows),
  });
  return {
    count: (tokenId, limit) =>
      storing(async () => {
        const { consumedPoints, msBeforeNext } = await database.within(limiter.consume(tokenId));
        return rateLimitOf(limit, consumedPoints, msBeforeNext);
      }),
  };
};
