import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Unavailable } from '../model/errors.js';

/** The result of a store, which may always be down. A record that does not decode is a defect and rejects. */
export type Stored<A> = TE.TaskEither<Unavailable, A>;

/** A record that does not decode. `what` names it without its content; `cause` is for the log. */
export interface Damaged {
  readonly what: string;
  readonly cause: Error;
}

/** Several records. A damaged record does not fail the others: it is left out of `items` and named in `damaged`. */
export interface Listing<A> {
  readonly items: readonly A[];
  readonly damaged: readonly Damaged[];
}

/** A round of housekeeping: how much it did, and which damaged records it found and left as they are. */
export interface Round {
  readonly count: number;
  readonly damaged: readonly Damaged[];
}
