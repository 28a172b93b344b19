import { mongodbRateLimiter } from '../../../src/adapters/mongodb/rate-limiter.js';
import { rateLimiterContract } from '../../contracts/rate-limiter.js';
import { withMongodb } from '../../support/mongodb/database.js';
import { openFresh } from './fresh.js';

withMongodb(() => {
  rateLimiterContract('MongoDB', async () => {
    const { database, rateLimiter: limiter, close } = await openFresh();
    return { limiter, hasty: mongodbRateLimiter(database, 1), close };
  });
});
