import { type Time } from '../../../src/kit/time/timer.js';

/** Time in which waits of some lengths are over at once, and all others never end. It passes by nothing else. */
export const skippingTime = (skips: (milliseconds: number) => boolean): Time & { readonly skipped: number[] } => {
  const skipped: number[] = [];
  let now = 0;
  return {
    skipped,
    now: () => now,
    timer: (milliseconds, run) => {
      if (!skips(milliseconds)) return () => undefined;
      const immediate = setImmediate(() => {
        now += milliseconds;
        skipped.push(milliseconds);
        run();
      });
      return () => clearImmediate(immediate);
    },
  };
};
