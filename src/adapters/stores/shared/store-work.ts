import * as E from 'fp-ts/lib/Either.js';
import { unavailable } from '../../../domain/model/errors.js';
import { type Stored } from '../../../domain/ports/store.js';

/**
 * Work of a store. An error that `isFault` accepts becomes `Unavailable` with its cause; any other is a defect and
 * rejects.
 */
export const storeWork =
  (isFault: (error: unknown) => boolean) =>
  <A>(work: () => Promise<A>): Stored<A> =>
  async () => {
    try {
      return E.right(await work());
    } catch (error) {
      if (isFault(error)) return E.left(unavailable(error));
      throw error;
    }
  };
