import { setTimeout } from 'node:timers/promises';
import { type Clock } from '../../domain/ports/clock.js';

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (milliseconds) => () => setTimeout(milliseconds),
};
