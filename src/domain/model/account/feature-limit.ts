import { hasRoom } from './account.js';
import { type FeatureLimitExceeded } from '../errors.js';

/** The error if an account already has `maximum` of a feature; null if one more fits (`maximum` -1: always). */
export const limitExceeded = (
  feature: FeatureLimitExceeded['feature'],
  current: number,
  maximum: number,
): FeatureLimitExceeded | null =>
  hasRoom(current, maximum) ? null : { _tag: 'FeatureLimitExceeded', feature, current, maximum };
