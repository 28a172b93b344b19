import { memoryRateLimiter } from '../../../../src/adapters/stores/shared/memory-rate-limiter.js';
import { rateLimiterContract } from '../../../contracts/rate-limiter.js';

rateLimiterContract('memory', async () => ({
  limiter: memoryRateLimiter(),
  hasty: memoryRateLimiter(1),
  close: async () => undefined,
}));
