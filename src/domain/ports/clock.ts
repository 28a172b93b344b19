import { type IO } from 'fp-ts/lib/IO.js';
import { type Task } from 'fp-ts/lib/Task.js';
import { type Instant } from '../model/time.js';

export interface Clock {
  readonly now: IO<Instant>;
  /** Milliseconds by the monotonic clock: for how long something takes, whatever the time of day is set to. */
  readonly elapsed: IO<number>;
  /** Resolves after this many milliseconds. */
  readonly sleep: (milliseconds: number) => Task<void>;
}
