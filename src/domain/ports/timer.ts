/** Runs something once after so many milliseconds, unless the function it returns is called first. */
export type Timer = (milliseconds: number, run: () => void) => () => void;
