import * as E from 'fp-ts/lib/Either.js';
import { SECOND } from '../../model/time.js';
import { type Stored } from '../../ports/store.js';
import { type DeliverEventsPorts } from './ports.js';

/** Why a store gave no answer: it is down, or the work met a defect, such as a record that does not decode. */
export type Trouble = 'down' | 'defect';

/** How a store is asked that may be down. */
export interface Patience {
  /** What the store answers. Never rejects. Once it is down, it should be left alone until `isPausing` is false. */
  readonly ask: <A>(work: Stored<A>) => Promise<E.Either<Trouble, A>>;
  readonly isPausing: () => boolean;
}

const FIRST_PAUSE = SECOND / 2;
const LONGEST_PAUSE = 30 * SECOND;

export const makePatience = ({ clock, watch }: Pick<DeliverEventsPorts, 'clock' | 'watch'>): Patience => {
  let pause = 0;
  let pausesUntil = Number.NEGATIVE_INFINITY;
  const isPausing = (): boolean => clock.elapsed() < pausesUntil;

  return {
    isPausing,
    ask: async (work) => {
      try {
        const answer = await work();
        if (E.isRight(answer)) {
          pause = 0;
          return answer;
        }
        // What was asked before it failed fails too, and does not count again.
        if (!isPausing()) {
          pause = Math.min(LONGEST_PAUSE, pause === 0 ? FIRST_PAUSE : 2 * pause);
          pausesUntil = clock.elapsed() + pause;
          watch.onUnavailable(answer.left.cause);
        }
        return E.left('down');
      } catch (cause) {
        watch.onDefect(cause);
        return E.left('defect');
      }
    },
  };
};
