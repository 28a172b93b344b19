import * as TE from 'fp-ts/lib/TaskEither.js';
import { hasRoom } from '../../model/account.js';
import { type FeatureLimitExceeded } from '../../model/errors.js';

/** Refuses one more where an account has `maximum` of these already. */
export const withinLimit = (
  feature: FeatureLimitExceeded['feature'],
  current: number,
  maximum: number,
): TE.TaskEither<FeatureLimitExceeded, void> =>
  hasRoom(current, maximum)
    ? TE.right(undefined)
    : TE.left({ _tag: 'FeatureLimitExceeded', feature, current, maximum });
