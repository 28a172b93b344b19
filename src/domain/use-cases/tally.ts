/** Counts what is under way, so that a stop can wait for it. */
export interface Tally {
  readonly during: <A>(work: () => Promise<A>) => Promise<A>;
  /** Resolves when nothing is under way. */
  readonly idle: () => Promise<void>;
}

export const makeTally = (): Tally => {
  let count = 0;
  let waiting: (() => void)[] = [];
  const ended = (): void => {
    count -= 1;
    if (count > 0) return;
    waiting.forEach((resolve) => resolve());
    waiting = [];
  };
  return {
    during: (work) => {
      count += 1;
      return work().finally(ended);
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
};
