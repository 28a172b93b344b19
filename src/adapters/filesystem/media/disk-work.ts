import * as E from 'fp-ts/lib/Either.js';
import { unavailable } from '../../../domain/errors.js';
import { type Stored } from '../../../domain/ports/store.js';
import { StoreFault } from '../faults.js';

/** An error that the operating system gave: the disk is full or broken, files run out, a folder is gone. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'errno' in error && typeof error.errno === 'number';

export const isMissing = (error: unknown): boolean => isSystemError(error) && error.code === 'ENOENT';

/**
 * Work on the disk and its records. What the system or the records refuse is Unavailable with its cause; anything
 * else is a defect and rejects.
 */
export const diskWork =
  <A>(work: () => Promise<A>): Stored<A> =>
  async () => {
    try {
      return E.right(await work());
    } catch (error) {
      if (isSystemError(error) || error instanceof StoreFault) return E.left(unavailable(error));
      throw error;
    }
  };
