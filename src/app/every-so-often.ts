import { type Task } from 'fp-ts/lib/Task.js';

/** Work that recurs, and is done once more at the end. */
export interface RecurringWork {
  readonly stop: () => Promise<void>;
}

/** Does this every so many milliseconds. It keeps no process alive. The work never rejects. */
export const everySoOften = (milliseconds: number, work: Task<void>): RecurringWork => {
  const timer = setInterval(() => void work(), milliseconds).unref();
  return {
    stop: () => {
      clearInterval(timer);
      return work();
    },
  };
};
