import { type Time } from '../time/timer.js';

/** Lets a bounded number of log lines through in a second, and counts the others. */
export interface LimitedLines {
  /** Whether one more line may be written now. A line that may not is counted. */
  readonly allow: () => boolean;
  /** Reports what was counted so far, and counts no more. */
  readonly stop: () => void;
}

const SECOND = 1_000;

/**
 * Lets `most` lines a second through. At the end of a second in which more came, `summarize` is called with the number
 * of those that were left out (SAFETY.md O2).
 */
export const limitLines = (most: number, summarize: (leftOut: number) => void, { timer, now }: Time): LimitedLines => {
  let startedAt = -Infinity;
  let written = 0;
  let leftOut = 0;
  let stopTimer = (): void => undefined;

  const report = (): void => {
    stopTimer();
    stopTimer = () => undefined;
    if (leftOut > 0) summarize(leftOut);
    leftOut = 0;
  };

  return {
    allow: () => {
      const at = now();
      if (at - startedAt >= SECOND) {
        report();
        startedAt = at;
        written = 0;
      }
      if (written < most) {
        written += 1;
        return true;
      }
      if (leftOut === 0) stopTimer = timer(startedAt + SECOND - at, report);
      leftOut += 1;
      return false;
    },
    stop: report,
  };
};
