import { type RateLimit } from '../model/account/rate-limit.js';
import { type Stored } from './store.js';

export interface RateLimiter {
  /**
   * Counts a call of a token against `limit` calls in a window of 60 s, which the first call opens. Exact under
   * concurrency. Refused calls do not extend the window.
   */
  readonly count: (tokenId: string, limit: number) => Stored<RateLimit>;
}
