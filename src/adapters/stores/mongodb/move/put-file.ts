import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type Unavailable } from '../../../../domain/model/errors.js';
import { type MediaStorage } from '../../../../domain/ports/media-storage.js';
import { Stopped } from '../../../../kit/or-throw.js';
import { type KeptMedia } from '../../migration.js';
import { DamagedMedia, orThrowDamaged } from '../../shared/media/damaged-media.js';
import { StoreFault } from '../../shared/store-fault.js';
import { reasonOf } from '../database/database-fault.js';

/** Stores a file. One that was stored by an earlier try is not sent again. Throws `StoreFault`. */
export const putFile = async (media: MediaStorage, { id, owner, type, sizeBytes, bytes }: KeptMedia): Promise<void> => {
  const known = await orThrowFault(orThrowDamaged(media.open(id)));
  if (O.isSome(known)) return known.value.close();
  const staged = await orThrowFault(media.stage(fromSource(id, bytes()), sizeBytes));
  try {
    const published = await orThrowFault(staged.publish(owner, type));
    published.release();
    if (published.id !== id) throw new TypeError(`the file ${id} has other bytes than its name says`);
  } finally {
    await staged.discard();
  }
};

/** Throws what the database failed with, so that the step can be repeated. */
const orThrowFault = async <L extends { readonly _tag: string }, A>(
  task: TaskEither<Unavailable | L, A>,
): Promise<A> => {
  const done = await task();
  if (E.isRight(done)) return done.right;
  if (done.left._tag !== 'Unavailable') throw new Stopped(done.left);
  const { cause } = done.left as Unavailable;
  throw cause instanceof StoreFault ? cause : new StoreFault(cause);
};

/** A fault of the source must not look like one of the database. */
async function* fromSource(id: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    if (error instanceof DamagedMedia) throw error;
    throw new Error(`the media file ${id} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}
