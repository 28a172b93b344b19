import { listenToOne } from '../listeners.js';
import { type Part } from '../part.js';
import { megabytes, seconds, someOf } from '../report.js';

/** What the server may hold for all of them together, in MiB: a mebibyte for the one, and the sockets of the others. */
const MOST_GROWTH = 100;

/** A stop waits for nobody who listens, in milliseconds. */
const MOST_DELAY = 5_000;

export const listeners: Part = async (trial, scale) => {
  const {
    listeners: count,
    events,
    isCut,
    faults,
    grownBy,
    leftAfter,
  } = await listenToOne(trial, scale === 'whole' ? 500 : 8);
  return [
    {
      trial: `${count} listeners of one account, one of which does not read`,
      demanded:
        'each hears each event once, in order; the one is cut off, and hears the rest when it comes again; the memory ' +
        'is flat; a stop ends all with a last comment, and is not delayed',
      measured:
        `${events} events, the one ${isCut ? 'was' : 'was not'} cut off; ${megabytes(grownBy)} more at most; left after ` +
        `${seconds(leftAfter)}; faults: ${someOf(faults)}`,
      holds: isCut && faults.length === 0,
      inBounds: grownBy <= MOST_GROWTH && leftAfter <= MOST_DELAY,
    },
  ];
};
