import { SECOND } from '../../../../domain/model/time.js';
import { type Time } from '../../../../kit/time/timer.js';

/** Writes a comment whenever so many milliseconds have passed without a line. */
const LONGEST_SILENCE = 15 * SECOND;

/** Keeps proxies from taking a quiet stream for a dead one. */
export interface KeepAlive {
  /** A line was written. */
  readonly onLine: () => void;
  readonly stop: () => void;
}

export const keepAlive = ({ timer, now }: Time, writeComment: () => void): KeepAlive => {
  let lineAt = now();
  // A line does not move the timer, which looks when it is due: there may be a thousand lines a second.
  const look = (): void => {
    const silence = now() - lineAt;
    if (silence >= LONGEST_SILENCE) {
      writeComment();
      lineAt = now();
    }
    stopTimer = timer(Math.max(1, LONGEST_SILENCE - (now() - lineAt)), look);
  };
  let stopTimer = timer(LONGEST_SILENCE, look);
  return {
    onLine: () => {
      lineAt = now();
    },
    stop: () => stopTimer(),
  };
};
