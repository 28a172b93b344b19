import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Step, type With } from '../journey.js';

/** A caller that has hung up waits for no answer: the request ends here and leaves nothing behind. */
export const stillWanted = ({ call }: With<'call'>): Step<void> =>
  call.signal.aborted ? TE.left({ _tag: 'Interrupted', message: 'was cancelled' }) : TE.right(undefined);
