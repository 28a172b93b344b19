/** Runs something once after so many milliseconds, unless the function it answers is called first. */
export type Timer = (milliseconds: number, run: () => void) => () => void;

export const realTimer: Timer = (milliseconds, run) => {
  const timeout = setTimeout(run, milliseconds);
  return () => clearTimeout(timeout);
};

/** The same, without keeping the process alive. */
export const quietTimer: Timer = (milliseconds, run) => {
  const timeout = setTimeout(run, milliseconds).unref();
  return () => clearTimeout(timeout);
};

/** How time is read and waited for. */
export interface Time {
  readonly timer: Timer;
  /** Milliseconds that never go back. */
  readonly now: () => number;
}

export const realTime: Time = { timer: realTimer, now: () => performance.now() };

export const quietTime: Time = { ...realTime, timer: quietTimer };
