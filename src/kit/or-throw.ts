import * as E from 'fp-ts/lib/Either.js';
import { type TaskEither } from 'fp-ts/lib/TaskEither.js';

/** A failure that ends the work: at start, and in the command line. `fault` says which. */
export class Stopped extends Error {
  readonly fault: unknown;
  constructor(fault: unknown) {
    super('stopped by a fault');
    this.fault = fault;
  }
}

/** Runs a task and takes its value; a fault stops the work with `Stopped`. */
export const orThrow = async <E, A>(task: TaskEither<E, A>): Promise<A> => {
  const result = await task();
  if (E.isLeft(result)) throw new Stopped(result.left);
  return result.right;
};
