import * as TE from 'fp-ts/lib/TaskEither.js';
import { type FeatureLimitExceeded } from '../../../model/errors.js';
import { limitExceeded } from '../../../model/account/feature-limit.js';

/** Refuses one more if an account already has `maximum` of this feature. */
export const withinLimit = (
  feature: FeatureLimitExceeded['feature'],
  current: number,
  maximum: number,
): TE.TaskEither<FeatureLimitExceeded, void> => {
  const exceeded = limitExceeded(feature, current, maximum);
  return exceeded === null ? TE.right(undefined) : TE.left(exceeded);
};
