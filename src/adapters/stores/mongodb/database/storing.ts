import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { unavailable, type Unavailable } from '../../../../domain/model/errors.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { StoreFault } from './faults.js';

/** A fault of the store is a Left; everything else that is thrown is a defect and rejects. */
export const storing =
  <A>(work: () => Promise<A>): Stored<A> =>
  async () => {
    try {
      return E.right(await work());
    } catch (error) {
      if (error instanceof StoreFault) return E.left(unavailable(error));
      throw error;
    }
  };

/** The same for work that may end in a refusal of the domain. */
export const storingEither =
  <L, A>(work: () => Promise<E.Either<L, A>>): TE.TaskEither<L | Unavailable, A> =>
  async () => {
    const done = await storing(work)();
    return E.isLeft(done) ? done : done.right;
  };
