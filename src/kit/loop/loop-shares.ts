import { makeReadingTurns, type ReadingTurns, readingLimits } from './reading-turns.js';
import { makeTurns, type Turns } from './turns.js';

/** How all connections of a process share its one event loop, whichever door they came by. */
export interface LoopShares {
  readonly reading: ReadingTurns;
  readonly turns: Turns;
}

/** To be made once a process: two doors with shares of their own would take two turns' time in each turn. */
export const makeLoopShares = (): LoopShares => {
  const now = (): number => performance.now();
  const reading = makeReadingTurns(readingLimits, now, setImmediate);
  return { reading, turns: makeTurns(now, reading.isForNewcomers) };
};
