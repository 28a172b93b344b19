import { type Time } from '../../kit/time/timer.js';

/** In milliseconds. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

/** The pause after so many failures: twice as long each time, with jitter so that many clients do not return at once. */
export const pauseBefore = (failures: number): number =>
  Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures) * (0.5 + Math.random() / 2);

/** Waits for so many milliseconds, or until it is ended. */
export const waitFor = (milliseconds: number, { timer }: Time, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      stopTimer();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const stopTimer = timer(milliseconds, end);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
