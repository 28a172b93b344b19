import process from 'node:process';

/** Milliseconds between two looks. Noise grows by less than 2 MB meanwhile. */
const EVERY = 20;

/**
 * Calls `over`, once, when this process holds so many bytes more than now. libvips knows no limit for what it writes: the PNG
 * of a picture of 85 KB that repeats noise is 100 MB. Answers a function that ends the watch.
 */
export const watchMemory = (more: number, over: () => void): (() => void) => {
  const most = process.memoryUsage.rss() + more;
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() <= most) return;
    clearInterval(watch);
    over();
  }, EVERY);
  return () => clearInterval(watch);
};
