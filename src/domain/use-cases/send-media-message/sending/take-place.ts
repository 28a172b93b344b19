import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type SendingLine } from '../../../ports/sending-line.js';
import { type Step, type With } from '../journey.js';

/** Takes a place in the account's sending line. The request leaves it when it ends. */
export const takePlace = (
  { line }: { readonly line: SendingLine },
  { call, caller, cleanup }: With<'call' | 'caller' | 'cleanup'>,
): Step<void> =>
  pipe(
    line.enter(caller.account.id, call.signal),
    TE.map((place) => cleanup.add(place.leave)),
  );
