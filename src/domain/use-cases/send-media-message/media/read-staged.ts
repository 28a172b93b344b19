import * as E from 'fp-ts/lib/Either.js';
import { type Task } from 'fp-ts/lib/Task.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { unavailable, type Unavailable } from '../../../model/errors.js';
import { type StagedMedia } from '../../../ports/media-storage.js';

/**
 * Lets a port read a staged file. A read that fails is a fault of the store, however the port reports it. Any other
 * rejection of the port is a defect.
 */
export const readStaged =
  <A>(staged: StagedMedia, ask: (file: StagedMedia) => Task<A>): TE.TaskEither<Unavailable, A> =>
  async () => {
    let fault: Unavailable | null = null;
    const noted = (cause: unknown): never => {
      fault ??= unavailable(cause);
      throw cause;
    };
    const watched: StagedMedia = {
      ...staged,
      read: (position, length) => staged.read(position, length).catch(noted),
      bytes: async function* () {
        try {
          yield* staged.bytes();
        } catch (cause) {
          noted(cause);
        }
      },
    };
    try {
      return E.right(await ask(watched)());
    } catch (error) {
      if (fault !== null) return E.left(fault);
      throw error;
    }
  };
