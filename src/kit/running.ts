/** Counts the calls of a function that are under way, so that a stop can wait for them. */
export interface Running<Args extends readonly unknown[], A> {
  readonly call: (...args: Args) => Promise<A>;
  /** Resolves when none is under way. */
  readonly idle: () => Promise<void>;
}

export const trackRunning = <Args extends readonly unknown[], A>(
  work: (...args: Args) => Promise<A>,
): Running<Args, A> => {
  let count = 0;
  let waiting: (() => void)[] = [];
  const ended = (): void => {
    count -= 1;
    if (count > 0) return;
    waiting.forEach((resolve) => resolve());
    waiting = [];
  };
  return {
    call: (...args) => {
      count += 1;
      return work(...args).finally(ended);
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
};
