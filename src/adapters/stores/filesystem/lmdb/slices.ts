import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { sumRounds } from '../../shared/rounds.js';
import { type Decision } from './decision.js';
import { type Environment } from './environment.js';

/** How long one slice of a walk through a table may hold the event loop, in milliseconds. */
export const SLICE = 10;

/** How many records a walk reads between two looks at the clock. */
export const PIECE = 16;

/**
 * One slice of a walk: one transaction in which `decide` is repeated until `isDone`, or until `longest` milliseconds are
 * over. Each decision covers about `PIECE` records and sees what the earlier ones wrote; `last` is the answer before it.
 * So the time for reading, decoding and writing counts, whatever the records are like. The answers are in order.
 */
export const writeSlice = <A>(
  environment: Pick<Environment, 'write'>,
  decide: (last: A | null) => Decision<A>,
  isDone: (answer: A) => boolean,
  longest = SLICE,
): Stored<readonly [A, ...A[]]> =>
  environment.write(() => {
    const until = performance.now() + longest;
    const first = decide(null);
    const answers: [A, ...A[]] = [first.answer];
    const goOn = (): void => {
      for (let last = first.answer; !isDone(last) && performance.now() < until;) {
        const { answer, writes } = decide(last);
        for (const change of writes) change();
        answers.push(answer);
        last = answer;
      }
    };
    return { answer: answers, writes: [...first.writes, goOn] };
  });

/** What one decision of a walk did, and the place behind it; null at the end of the walk. */
export interface Piece<P> extends Round {
  readonly next: P | null;
}

/**
 * Walks from a place to the end of a table, slice after slice. Between two slices the commit is awaited, and everything
 * else has its turn.
 */
export const walk = <P>(
  environment: Pick<Environment, 'write'>,
  start: P,
  piece: (place: P) => Decision<Piece<P>>,
): Stored<Round> => TE.map(sumRounds)(walkUntil(environment, start, piece, () => false));

/** The same with the answers of all pieces. It stops at the end of the slice in which there are enough. */
export const walkUntil =
  <P, A extends Piece<P>>(
    environment: Pick<Environment, 'write'>,
    start: P,
    piece: (place: P) => Decision<A>,
    isEnough: (answers: readonly A[]) => boolean,
  ): Stored<readonly A[]> =>
  async () => {
    const answers: A[] = [];
    for (let place: P | null = start; place !== null && !isEnough(answers);) {
      const from: P = place;
      const slice = await writeSlice<A>(
        environment,
        (last) => piece(last?.next ?? from),
        ({ next }) => next === null,
      )();
      if (E.isLeft(slice)) return slice;
      answers.push(...slice.right);
      place = slice.right.at(-1)?.next ?? null;
    }
    return E.right(answers);
  };
