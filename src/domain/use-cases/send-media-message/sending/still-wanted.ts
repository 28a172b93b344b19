import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Step, type With } from '../journey.js';

/** Ends the request if its caller has hung up. Nothing is left behind. */
export const stillWanted = ({ call }: With<'call'>): Step<void> =>
  call.signal.aborted ? TE.left({ _tag: 'Interrupted', message: 'was cancelled' }) : TE.right(undefined);
