import { type Time } from '../../kit/time/timer.js';
import { abandoned, type DownloadFailure, refused } from './refusals.js';

/** The one thing that stops a download early, for whichever reason comes first. */
export interface Stopwatch {
  readonly signal: AbortSignal;
  /** Why it was stopped; null while it runs. */
  readonly failure: () => DownloadFailure | null;
  /** Stops the download as too slow unless the function it answers is called within so many milliseconds. */
  readonly within: (milliseconds: number, what: string) => () => void;
  /** Stops the download as too slow now. */
  readonly tooSlow: (what: string) => void;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** Lets go of every timer and of the caller's signal. */
  readonly end: () => void;
}

/** Starts with the limit for the whole download. */
export const startStopwatch = (caller: AbortSignal, whole: number, { timer, now }: Time): Stopwatch => {
  const controller = new AbortController();
  const timers = new Set<() => void>();
  let failure: DownloadFailure | null = null;

  const stop = (why: DownloadFailure): void => {
    failure ??= why;
    controller.abort(new Error(String(failure.cause)));
  };
  const onAbort = (): void => stop(abandoned);
  caller.addEventListener('abort', onAbort, { once: true });
  if (caller.aborted) stop(abandoned);

  const tooSlow = (what: string): void => stop(refused('timeout', what));

  const within = (milliseconds: number, what: string): (() => void) => {
    const stopTimer = timer(milliseconds, () => tooSlow(`${what} took too long`));
    timers.add(stopTimer);
    return () => {
      stopTimer();
      timers.delete(stopTimer);
    };
  };
  within(whole, 'the whole download');

  return {
    signal: controller.signal,
    failure: () => failure,
    within,
    tooSlow,
    now,
    end: () => {
      caller.removeEventListener('abort', onAbort);
      for (const stopTimer of timers) stopTimer();
      timers.clear();
    },
  };
};
