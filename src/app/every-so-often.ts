import { type Task } from 'fp-ts/lib/Task.js';
import { quietTime, type Time } from '../kit/time/timer.js';

/** Work that recurs. */
export interface RecurringWork {
  /** Does the work a last time, and then no more. */
  readonly stop: () => Promise<void>;
}

/** Does this work every so many milliseconds, without keeping the process alive. The work never rejects. */
export const everySoOften = (
  milliseconds: number,
  work: Task<void>,
  { timer }: Pick<Time, 'timer'> = quietTime,
): RecurringWork => {
  const wait = (): (() => void) =>
    timer(milliseconds, () => {
      void work();
      stopTimer = wait();
    });
  let stopTimer = wait();
  return {
    stop: () => {
      stopTimer();
      return work();
    },
  };
};
