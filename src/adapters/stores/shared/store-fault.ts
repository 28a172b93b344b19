import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Unavailable } from '../../../domain/model/errors.js';
import { storeWork } from './store-work.js';

/** A step of the store failed. It may succeed later. */
export class StoreFault extends Error {
  constructor(cause: unknown) {
    super('the store cannot be read or written now', { cause });
    this.name = 'StoreFault';
  }
}

/** A `StoreFault` becomes a Left. Every other error is a defect and rejects. */
export const storing = storeWork((error) => error instanceof StoreFault);

/** The same for work that may end in an error of the domain. */
export const storingEither =
  <L, A>(work: () => Promise<E.Either<L, A>>): TE.TaskEither<L | Unavailable, A> =>
  async () => {
    const done = await storing(work)();
    return E.isLeft(done) ? done : done.right;
  };
