import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Unavailable } from '../../../../domain/model/errors.js';
import { type DamagedFile } from '../../../../domain/ports/media-storage.js';
import { type Stored } from '../../../../domain/ports/store.js';

/** A media file that does not match its record: a defect of the store, never of a request. */
export class DamagedMedia extends Error {
  readonly _tag = 'DamagedMedia';

  /** Which file, and what is wrong with it. */
  constructor(file: string, what: string) {
    super(`${file}: ${what}`);
    this.name = 'DamagedMedia';
  }
}

/** Opening a file, with damage as a result. */
export const orDamaged =
  <A>(opening: Stored<A>): TE.TaskEither<Unavailable | DamagedFile, A> =>
  async () => {
    try {
      return await opening();
    } catch (error) {
      if (error instanceof DamagedMedia) return E.left({ _tag: 'DamagedFile', what: error.message, cause: error });
      throw error;
    }
  };

/** Opening a file, with damage as an error: a move from one store to another stops there. */
export const orThrowDamaged =
  <A>(opening: TE.TaskEither<Unavailable | DamagedFile, A>): Stored<A> =>
  async () => {
    const opened = await opening();
    if (E.isRight(opened)) return opened;
    if (opened.left._tag === 'DamagedFile') throw opened.left.cause;
    return E.left(opened.left);
  };
