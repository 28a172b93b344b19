const TICK_MS = 50;

/**
 * The outcome of some work, or `late()` once it has taken so many milliseconds. Time in which the process itself
 * stood still does not count: each tick counts once, however late it comes, so that a busy moment refuses no file.
 */
export const withinTime = async <A>(work: Promise<A>, milliseconds: number, late: () => A): Promise<A> => {
  let ticks: NodeJS.Timeout | undefined;
  const tooLate = new Promise<A>((resolve) => {
    let left = Math.ceil(milliseconds / TICK_MS);
    ticks = setInterval(() => (--left <= 0 ? resolve(late()) : undefined), TICK_MS);
  });
  return Promise.race([work, tooLate]).finally(() => clearInterval(ticks));
};
