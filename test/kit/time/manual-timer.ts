import { type Time } from '../../../src/kit/time/timer.js';

/** Time that stands still until it is told to pass. */
export interface ManualTimer extends Time {
  /** Fires everything that is due within so many milliseconds from the start. */
  readonly passTo: (milliseconds: number) => void;
  /** Fires everything that is due within so many milliseconds from now. */
  readonly pass: (milliseconds: number) => void;
  readonly pending: () => number;
}

export const manualTimer = (): ManualTimer => {
  const waiting = new Set<{ at: number; run: () => void }>();
  let now = 0;
  const passTo = (milliseconds: number): void => {
    now = milliseconds;
    for (const entry of [...waiting]) {
      if (entry.at > now) continue;
      waiting.delete(entry);
      entry.run();
    }
  };
  return {
    timer: (milliseconds, run) => {
      const entry = { at: now + milliseconds, run };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    now: () => now,
    passTo,
    pass: (milliseconds) => passTo(now + milliseconds),
    pending: () => waiting.size,
  };
};
