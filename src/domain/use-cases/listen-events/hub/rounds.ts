import { SECOND } from '../../../model/time.js';
import { type Clock } from '../../../ports/clock.js';

/** Work for several keys that is done in rounds: each key at most once a round, one round at a time. */
export interface Rounds<K> {
  /** Has the next round do these too. */
  readonly due: (keys: Iterable<K>) => void;
  /** Begins no further round. */
  readonly stop: () => void;
}

/** How many keys are worked for at once. */
const AT_ONCE = 16;

/** The least pause between two rounds, in milliseconds: what came meanwhile is done together. */
const LEAST_PAUSE = 10;

/**
 * `work` answers whether its key is due again; it never rejects. A pause is as long as the round before it, up to a
 * second, so that the rounds take at most half of what they need, however often they are asked for.
 */
export const makeRounds = <K>({ elapsed, sleep }: Clock, work: (key: K) => Promise<boolean>): Rounds<K> => {
  const waiting = new Set<K>();
  let isRunning = false;
  let isStopped = false;

  const round = async (): Promise<void> => {
    const keys = [...waiting];
    waiting.clear();
    for (let from = 0; from < keys.length; from += AT_ONCE)
      await Promise.all(
        keys.slice(from, from + AT_ONCE).map(async (key) => {
          if (await work(key)) waiting.add(key);
        }),
      );
  };

  const run = async (): Promise<void> => {
    isRunning = true;
    while (waiting.size > 0 && !isStopped) {
      const begun = elapsed();
      await round();
      await sleep(Math.min(SECOND, Math.max(LEAST_PAUSE, elapsed() - begun)))();
    }
    isRunning = false;
  };

  return {
    due: (keys) => {
      for (const key of keys) waiting.add(key);
      if (!isRunning && !isStopped) void run();
    },
    stop: () => {
      isStopped = true;
    },
  };
};
