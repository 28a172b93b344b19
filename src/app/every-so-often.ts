import { type Task } from 'fp-ts/lib/Task.js';
import { quietTime, type Time } from '../kit/time/timer.js';

/** Work that recurs. */
export interface RecurringWork {
  /** Waits for the running work, does it a last time, and then no more. */
  readonly stop: () => Promise<void>;
}

/** Does this work every so many milliseconds, without keeping the process alive. The work never rejects. */
export const everySoOften = (
  milliseconds: number,
  work: Task<void>,
  { timer }: Pick<Time, 'timer'> = quietTime,
): RecurringWork => {
  let running = Promise.resolve();
  const wait = (): (() => void) =>
    timer(milliseconds, () => {
      running = work();
      stopTimer = wait();
    });
  let stopTimer = wait();
  return {
    stop: async () => {
      stopTimer();
      await running;
      await work();
    },
  };
};
