import { type IO } from 'fp-ts/lib/IO.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../model/account/account.js';
import { type Unavailable } from '../model/errors.js';

/** A place for one of the calls to WhatsApp that an account may have running at once. */
export interface Place {
  readonly leave: IO<void>;
}

export interface SendingLine {
  /**
   * Takes a place: at most 32 at once per account. Further callers wait, first come first served, at most 256 per
   * account and at most 10 s; beyond that `Unavailable`. A caller that hangs up loses its turn. Accounts do not wait
   * for each other.
   */
  readonly enter: (account: AccountId, signal: AbortSignal) => TE.TaskEither<Unavailable, Place>;
}
