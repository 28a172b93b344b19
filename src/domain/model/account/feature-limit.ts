import { hasRoom } from './account.js';
import { type FeatureLimitExceeded } from '../errors.js';

/** What refuses one more of a feature beside `current`; null where there is room (a `maximum` of -1: always). */
export const limitExceeded = (
  feature: FeatureLimitExceeded['feature'],
  current: number,
  maximum: number,
): FeatureLimitExceeded | null =>
  hasRoom(current, maximum) ? null : { _tag: 'FeatureLimitExceeded', feature, current, maximum };
