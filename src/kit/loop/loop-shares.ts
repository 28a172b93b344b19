import { readingLimits } from './reading-limits.js';
import { makeReadingTurns, type ReadingTurns } from './reading-turns.js';
import { makeTurns, type Turns } from './turns.js';

/** A door's share of the event loop. */
export interface LoopShares {
  /** How its connections are read. */
  readonly reading: ReadingTurns;
  /** What its connections have to do besides: a line of its own, so that one door does not wait for the other's. */
  readonly turns: Turns;
}

const now = (): number => performance.now();

/** To be made once a process: two doors that read by turns of their own would take two turns' time in each turn. */
export const makeSharedReading = (): ReadingTurns => makeReadingTurns(readingLimits, now, setImmediate);

export const makeLoopShares = (reading: ReadingTurns = makeSharedReading()): LoopShares => ({
  reading,
  turns: makeTurns(now, reading.isForNewcomers),
});
