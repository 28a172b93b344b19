import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Unavailable } from '../model/errors.js';

/** What a store answers: it may always be down. A record that does not decode is a defect and rejects. */
export type Stored<A> = TE.TaskEither<Unavailable, A>;

/** A record that does not decode. `what` names it, without what is in it; `cause` is for the log. */
export interface Damaged {
  readonly what: string;
  readonly cause: Error;
}

/** Several records. One that is damaged costs itself alone: it is left out of `items` and named in `damaged`. */
export interface Listing<A> {
  readonly items: readonly A[];
  readonly damaged: readonly Damaged[];
}

/** A round of housekeeping: how much it did, and what it came upon that is damaged, and left as it is. */
export interface Round {
  readonly count: number;
  readonly damaged: readonly Damaged[];
}
