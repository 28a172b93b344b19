/** Wakes a loop. Rings that come while it works are one. */
export interface Bell {
  readonly ring: () => void;
  /** Resolves at the next ring: at once if it rang since the last one was heard. */
  readonly heard: () => Promise<void>;
}

export const makeBell = (): Bell => {
  let hasRung = false;
  let hear: (() => void) | null = null;
  return {
    ring: () => {
      if (hear === null) hasRung = true;
      else hear();
      hear = null;
    },
    heard: () =>
      new Promise((resolve) => {
        if (hasRung) resolve();
        else hear = resolve;
        hasRung = false;
      }),
  };
};
