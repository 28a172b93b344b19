import { type Timer } from '../../kit/time/timer.js';

/** Waits that end with their owner: none keeps the process alive, and none fires after `close`. */
export type Timers = {
  /** Calls back after so many milliseconds. */
  after(milliseconds: number, callback: () => void): void;
  /** Resolves after so many milliseconds; never, once closed. */
  pause(milliseconds: number): Promise<void>;
  close(): void;
};

export const makeTimers = (timer: Timer): Timers => {
  const running = new Set<() => void>();
  let closed = false;
  const after: Timers['after'] = (milliseconds, callback) => {
    if (closed) return;
    const stop = timer(milliseconds, () => {
      running.delete(stop);
      callback();
    });
    running.add(stop);
  };
  return {
    after,
    pause: (milliseconds) =>
      new Promise((resolve) => {
        after(milliseconds, resolve);
      }),
    close: () => {
      closed = true;
      for (const stop of running) stop();
      running.clear();
    },
  };
};
