/** How many are worked on at once, so that requests find free connections. */
const AT_ONCE = 8;

/** Does some work for each, a few at once. */
export const someAtOnce = async <A>(all: readonly A[], work: (one: A) => Promise<void>): Promise<void> => {
  const left = all.values();
  const takeAll = async (): Promise<void> => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, takeAll));
};
