/** Runs something once after so many milliseconds, unless the function it answers is called first. */
export type Timer = (milliseconds: number, run: () => void) => () => void;

export const realTimer: Timer = (milliseconds, run) => {
  const timeout = setTimeout(run, milliseconds);
  return () => clearTimeout(timeout);
};
