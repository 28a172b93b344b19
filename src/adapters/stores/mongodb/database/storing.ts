import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Unavailable } from '../../../../domain/model/errors.js';
import { storeWork } from '../../shared/store-work.js';
import { StoreFault } from './faults.js';

/** Work on the database. */
export const storing = storeWork((error) => error instanceof StoreFault);

/** The same for work that may end in a refusal of the domain. */
export const storingEither =
  <L, A>(work: () => Promise<E.Either<L, A>>): TE.TaskEither<L | Unavailable, A> =>
  async () => {
    const done = await storing(work)();
    return E.isLeft(done) ? done : done.right;
  };
