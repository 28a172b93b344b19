/** How long a test waits for what is to come, in milliseconds: far longer than it takes on the busiest machine. */
const PATIENCE = 60_000;

/** Asks again and again until there is an answer; throws, naming what was waited for, where none comes. */
export const until = async <A>(what: string, look: () => Promise<A | undefined> | A | undefined): Promise<A> => {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
