import { type Timer } from '../../src/kit/timer.js';

/** A timer that fires when told to: everything that is due within so many milliseconds from the start. */
export const manualTimer = (): { timer: Timer; passTo: (milliseconds: number) => void; pending: () => number } => {
  const waiting = new Set<{ at: number; run: () => void }>();
  let now = 0;
  return {
    timer: (milliseconds, run) => {
      const entry = { at: now + milliseconds, run };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    passTo: (milliseconds) => {
      now = milliseconds;
      for (const entry of [...waiting]) {
        if (entry.at > now) continue;
        waiting.delete(entry);
        entry.run();
      }
    },
    pending: () => waiting.size,
  };
};
