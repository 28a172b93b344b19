import { type Time, type Timer } from './timer.js';

/** What a try came to: its result, or leave to try again. */
export type Try<A> =
  | { readonly _tag: 'Done'; readonly value: A }
  | {
      readonly _tag: 'Again';
      /** `slow` where WhatsApp is throttling: Meta advises pauses of 4^n seconds. */
      readonly pace: 'quick' | 'slow';
      /** The least pause the other side asks for, in milliseconds. */
      readonly atLeastMs: number;
      /** The result if there is no further try. */
      readonly otherwise: A;
    };

export const done = <A>(value: A): Try<A> => ({ _tag: 'Done', value });

export interface RetryRules<A> {
  readonly firstPauseMs: number;
  /** A retry begins within so many milliseconds of the first try, or not at all. */
  readonly windowMs: number;
  /** Aborted when no retry may begin any more; a pause that runs ends then. */
  readonly stopping: AbortSignal;
  readonly time: Time;
  /** Called at each retry, before its pause. */
  readonly onRetry: (retry: number, pauseMs: number) => void;
  /**
   * Asked after each pause with the `otherwise` of the last try: the result where there must be no further try, else
   * null. Default: null.
   */
  readonly endsWith?: (otherwise: A) => Promise<A | null>;
}

const LONGEST_QUICK_PAUSE_MS = 8_000;

/** The pause before the nth retry (from 1): exponential, with jitter so that many senders do not come back at once. */
const pauseBefore = (retry: number, pace: 'quick' | 'slow', firstPauseMs: number): number => {
  const whole =
    pace === 'slow'
      ? 2 * firstPauseMs * 4 ** (retry - 1)
      : Math.min(LONGEST_QUICK_PAUSE_MS, firstPauseMs * 2 ** (retry - 1));
  return whole * (0.5 + Math.random() / 2);
};

/** Ends early where the signal aborts. */
const pause = (timer: Timer, milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      stopTimer();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const stopTimer = timer(milliseconds, end);
    signal.addEventListener('abort', end, { once: true });
  });

/**
 * Tries until a try is done, with growing pauses. When the window is over, or would be over after the pause, or no
 * retry may begin any more, the last try's `otherwise` is the result at once. Time is measured by the monotonic
 * clock: a wall clock that is set must not lengthen a budget.
 */
export const retrying = async <A>(attempt: () => Promise<Try<A>>, rules: RetryRules<A>): Promise<A> => {
  const { timer, now } = rules.time;
  const startedAt = now();
  for (let retry = 1; ; retry += 1) {
    const result = await attempt();
    if (result._tag === 'Done') return result.value;
    const pauseMs = Math.max(result.atLeastMs, pauseBefore(retry, result.pace, rules.firstPauseMs));
    if (rules.stopping.aborted || now() - startedAt + pauseMs > rules.windowMs) return result.otherwise;
    rules.onRetry(retry, pauseMs);
    await pause(timer, pauseMs, rules.stopping);
    if (rules.stopping.aborted) return result.otherwise;
    const end = (await rules.endsWith?.(result.otherwise)) ?? null;
    if (end !== null) return end;
    // The answer may have taken long.
    if (rules.stopping.aborted || now() - startedAt > rules.windowMs) return result.otherwise;
  }
};
