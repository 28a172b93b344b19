import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Unavailable } from '../model/errors.js';

/** What a store answers: it may always be down. A record that does not decode is a defect and rejects. */
export type Stored<A> = TE.TaskEither<Unavailable, A>;
