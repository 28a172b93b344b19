/** Turns of the event loop after which nothing more is to be expected within this process. */
const TURNS = 100;

/** Lets everything happen that is on its way within this process. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise(setImmediate);
};

/** Waits until a figure stays the same, and answers it. */
export const atRest = async (figure: () => number): Promise<number> => {
  for (;;) {
    const before = figure();
    await settled();
    if (figure() === before) return before;
  }
};
