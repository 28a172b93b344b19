import * as E from 'fp-ts/lib/Either.js';
import { unavailable } from '../../../../domain/model/errors.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { isSystemError } from '../../../../kit/system-error.js';
import { StoreFault } from '../lmdb/faults.js';

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
