/** Lets a bounded number of pieces of work run at once. The others wait, and go in the order they came. */
export interface Turns {
  /** Runs work at its turn. It ends as the work ends. */
  readonly take: <A>(work: () => Promise<A>) => Promise<A>;
}

/** At most `atOnce` pieces of work run at once. */
export const makeTurns = (atOnce: number): Turns => {
  const waiting = new Set<() => void>();
  let running = 0;

  const begin = (): Promise<void> | undefined => {
    if (running < atOnce) {
      running += 1;
      return undefined;
    }
    return new Promise((resolve) => waiting.add(resolve));
  };

  /** Gives the turn to who has waited longest. */
  const end = (): void => {
    const [next] = waiting;
    if (next === undefined) running -= 1;
    else {
      waiting.delete(next);
      next();
    }
  };

  return {
    take: async (work) => {
      await begin();
      try {
        return await work();
      } finally {
        end();
      }
    },
  };
};
