/** Says that the work was not done in time. */
export const LATE = Symbol('late');

/**
 * What the work comes to, or `LATE` once so many milliseconds are over: the work then goes on unobserved, and what it
 * still rejects with is dropped. Rejects with what the work rejects with in time.
 */
export const withinTime = async <A>(work: Promise<A>, milliseconds: number): Promise<A | typeof LATE> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, milliseconds, LATE);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
