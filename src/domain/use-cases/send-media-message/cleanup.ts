/** The resources that a request has taken. They are released when it ends, in success and in failure. */
export interface Cleanup {
  /** Adds a function that releases a resource. It must not fail. */
  readonly add: (giveBack: () => unknown) => void;
  /** Releases everything, one after the other, the last taken first. */
  readonly run: () => Promise<void>;
}

export const makeCleanup = (): Cleanup => {
  const taken: (() => unknown)[] = [];
  return {
    add: (giveBack) => void taken.push(giveBack),
    run: async () => {
      for (let giveBack = taken.pop(); giveBack !== undefined; giveBack = taken.pop()) await giveBack();
    },
  };
};
