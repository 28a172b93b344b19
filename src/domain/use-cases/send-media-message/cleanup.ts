/** What a request has taken and gives back when it ends, however it ends. */
export interface Cleanup {
  /** Adds what gives something back. It must not fail. */
  readonly add: (giveBack: () => unknown) => void;
  /** Gives everything back, one after the other, what was taken last first. */
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
