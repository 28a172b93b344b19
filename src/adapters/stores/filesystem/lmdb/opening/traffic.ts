/**
 * What this process does to one data file. An asynchronous transaction of lmdb-js holds LMDB's write mutex in a thread
 * that waits for the main thread. A synchronous transaction in another environment of the same process, which every
 * opening is, blocks the main thread until it gets that mutex: neither goes on. So an opening waits here for the
 * running transactions, and later ones wait for the opening.
 */
export interface Traffic {
  /** Runs an asynchronous write transaction. `begin` is called at once if no opening runs or waits. */
  readonly transaction: <A>(begin: () => Promise<A>) => Promise<A>;
  /** Runs synchronous work while no transaction of this process runs. */
  readonly opening: <A>(work: () => A) => Promise<A>;
}

const makeTraffic = (): Traffic => {
  const running = new Set<Promise<unknown>>();
  let openings: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const clear = async <A>(work: () => A): Promise<A> => {
    await Promise.allSettled(running);
    return work();
  };

  return {
    transaction: async (begin) => {
      while (waiting > 0) await openings;
      const transaction = begin();
      running.add(transaction);
      try {
        return await transaction;
      } finally {
        running.delete(transaction);
      }
    },
    opening: (work) => {
      waiting += 1;
      const opened = openings.then(() => clear(work)).finally(() => (waiting -= 1));
      openings = opened.catch(() => undefined);
      return opened;
    },
  };
};

const traffics = new Map<string, Traffic>();

/** The traffic on a data file, which all its environments in this process share. Takes its real path. */
export const trafficOn = (file: string): Traffic => {
  const known = traffics.get(file) ?? makeTraffic();
  traffics.set(file, known);
  return known;
};
