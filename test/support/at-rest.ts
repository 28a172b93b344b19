import { turns } from './turns.js';

/** Turns of the event loop after which nothing more is to be expected within this process. */
const TURNS = 100;

/** Lets everything happen that is on its way within this process. */
export const settled = (): Promise<void> => turns(TURNS);

/** Waits until a figure stays the same, and answers it. */
export const atRest = async (figure: () => number): Promise<number> => {
  for (;;) {
    const before = figure();
    await settled();
    if (figure() === before) return before;
  }
};
