/** Waits that end with their owner: none keeps the process alive, and none fires after `close`. */
export type Timers = {
  /** Calls back after so many milliseconds. */
  after(milliseconds: number, callback: () => void): void;
  /** Resolves after so many milliseconds; never, once closed. */
  pause(milliseconds: number): Promise<void>;
  close(): void;
};

export const makeTimers = (): Timers => {
  const running = new Set<NodeJS.Timeout>();
  let closed = false;
  const after: Timers['after'] = (milliseconds, callback) => {
    if (closed) return;
    const timer = setTimeout(() => {
      running.delete(timer);
      callback();
    }, milliseconds);
    running.add(timer.unref());
  };
  return {
    after,
    pause: (milliseconds) =>
      new Promise((resolve) => {
        after(milliseconds, resolve);
      }),
    close: () => {
      closed = true;
      for (const timer of running) clearTimeout(timer);
      running.clear();
    },
  };
};
