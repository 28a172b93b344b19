import { until } from '../support/until.js';

/** Waits until something is so: how long that takes in milliseconds, Infinity where it does not come to be so. */
export const timeUntil = async (what: string, isSo: () => boolean | Promise<boolean>): Promise<number> => {
  const from = performance.now();
  try {
    await until(what, async () => ((await isSo()) ? true : undefined));
    return performance.now() - from;
  } catch {
    return Infinity;
  }
};
