import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Unavailable } from '../model/errors.js';
import { type Clock } from '../ports/clock.js';

type Settled<A> = PromiseSettledResult<E.Either<Unavailable, A>>;

/** After so many tasks others have their turn. */
const A_TURN = 250;

/**
 * Runs all tasks to their end, `size` at a time, also if some of them fail. It lets others have their turn in between.
 */
export const inGroups = async <A>(
  { sleep }: Pick<Clock, 'sleep'>,
  tasks: readonly TE.TaskEither<Unavailable, A>[],
  size: number,
): Promise<readonly Settled<A>[]> => {
  const results: Settled<A>[] = [];
  for (let from = 0; from < tasks.length; from += size) {
    if (from > 0 && from % A_TURN === 0) await sleep(0)();
    results.push(...(await Promise.allSettled(tasks.slice(from, from + size).map((task) => task()))));
  }
  return results;
};

/** All results, in their order. Rejects with the first that rejected, else Left if one is Left. */
export const together = <A>(results: readonly Settled<A>[]): E.Either<Unavailable, readonly A[]> => {
  const answers: A[] = [];
  let fault: E.Either<Unavailable, never> | null = null;
  for (const result of results) {
    if (result.status === 'rejected') throw result.reason;
    if (E.isLeft(result.value)) fault = result.value;
    else answers.push(result.value.right);
  }
  return fault ?? E.right(answers);
};
