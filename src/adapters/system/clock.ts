import { setTimeout } from 'node:timers/promises';
import { type Clock } from '../../domain/ports/clock.js';

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (milliseconds) => () => setTimeout(milliseconds),
};

/** The same, whose sleepers do not keep the process alive. */
export const quietClock: Clock = {
  ...systemClock,
  sleep: (milliseconds) => () => setTimeout(milliseconds, undefined, { ref: false }),
};
