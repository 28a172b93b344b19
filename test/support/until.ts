/** How long a test waits for what is to come, in milliseconds: far longer than it takes on the busiest machine. */
const PATIENCE = 60_000;

/** What is not there yet is undefined or false. */
type Look<A> = A | false | undefined;

/** Looks again and again until it is there; throws, naming what was waited for, where it never is. */
export const until = async <A>(what: string, look: () => Promise<Look<A>> | Look<A>): Promise<A> => {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
