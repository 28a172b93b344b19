import { type Timer } from '../time/timer.js';
import { type Turns } from './turns.js';

/**
 * A timer whose calls take their turns. What thousands of callers began in one moment is over in one moment too, and
 * ending all of it at once would hold the loop (SAFETY.md N1).
 */
export const inTurns =
  (timer: Timer, turns: Pick<Turns, 'add'>): Timer =>
  (milliseconds, run) => {
    let isStopped = false;
    const stop = timer(milliseconds, () =>
      turns.add(() => {
        if (!isStopped) run();
      }),
    );
    return () => {
      isStopped = true;
      stop();
    };
  };
