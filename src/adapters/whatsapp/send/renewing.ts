import { type Task } from 'fp-ts/lib/Task.js';
import { type Timer } from '../../../kit/time/timer.js';

/** Runs work that may take long. Meanwhile it calls `renew` at a steady pace, one call at a time. */
export const renewing = async <A>(
  renew: Task<unknown>,
  { everyMs, timer }: { readonly everyMs: number; readonly timer: Timer },
  work: () => Promise<A>,
): Promise<A> => {
  let isRenewing = false;
  const beat = async (): Promise<void> => {
    if (isRenewing) return;
    isRenewing = true;
    try {
      await renew();
    } catch {
      // A beat that is lost is made good by the next.
    } finally {
      isRenewing = false;
    }
  };
  const wait = (): (() => void) =>
    timer(everyMs, () => {
      stopTimer = wait();
      void beat();
    });
  let stopTimer = wait();
  try {
    return await work();
  } finally {
    stopTimer();
  }
};
