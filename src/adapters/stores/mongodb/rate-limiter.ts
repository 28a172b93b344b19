import { RateLimiterMemory, RateLimiterMongo } from 'rate-limiter-flexible';
import { type RateLimiter } from '../../../domain/ports/rate-limiter.js';
import { rateLimitOf, WINDOW_SECONDS } from '../../../domain/model/account/rate-limit.js';
import { type Database } from './database/database.js';
import { storing } from '../shared/store-fault.js';

/**
 * Rate limits that all nodes share: exact, since each call is counted by one atomic update. Where the database
 * fails, each node counts alone. The library counts and keeps the windows; it is never asked to refuse, because the
 * limit of a token may change while its window runs.
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
