import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Damaged } from '../ports/store.js';

/** Rejects with the fault of the first damaged record, if there is one: the request needed that record. */
export const rejectDamaged =
  ([first]: readonly Damaged[]): TE.TaskEither<never, void> =>
  async () => {
    if (first !== undefined) throw first.cause;
    return E.right(undefined);
  };
