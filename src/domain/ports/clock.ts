import { type IO } from 'fp-ts/lib/IO.js';
import { type Task } from 'fp-ts/lib/Task.js';
import { type Instant } from '../model/time.js';

export interface Clock {
  readonly now: IO<Instant>;
  /** Resolves after this many milliseconds. */
  readonly sleep: (milliseconds: number) => Task<void>;
}
