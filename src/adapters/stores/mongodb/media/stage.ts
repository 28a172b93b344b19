import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type ObjectId } from 'mongodb';
import { type Bytes } from '../../../../domain/model/bytes.js';
import { type Unavailable } from '../../../../domain/model/errors.js';
import { type TooLarge } from '../../../../domain/ports/media-storage.js';
import { takeIn, type TakenIn } from '../../shared/media/take-in.js';
import { type ChunkWriter, chunkWriter } from './chunk-writer.js';
import { type GridFiles } from './grid-files.js';
import { chunkReader, type ReadChunk, rememberingLast } from './read-file.js';
import { type Staging } from './staging.js';
import { storingEither } from '../../shared/store-fault.js';

/** A complete staged file. */
export interface FilledFile extends TakenIn {
  readonly file: ObjectId;
  readonly read: ReadChunk;
}

/** Stages bytes by the law of the port. Even a source that throws leaves nothing behind. */
export const makeStage =
  (files: GridFiles, staging: Staging, discard: (file: ObjectId) => Promise<void>) =>
  (bytes: Bytes, limitBytes: number): TE.TaskEither<Unavailable | TooLarge, FilledFile> =>
    storingEither(async () => {
      const file = await staging.begin();
      const writer = chunkWriter(files, file);
      let isFilled = false;
      try {
        const filled = await fill(files, file, writer, bytes, limitBytes);
        isFilled = E.isRight(filled);
        return filled;
      } finally {
        // A chunk may still arrive, so the file is left to the sweep, which removes it once it is no longer renewed.
        if (!isFilled) await ((await writer.stop()) ? discard(file) : staging.leave(file));
      }
    });

const fill = async (
  files: GridFiles,
  file: ObjectId,
  writer: ChunkWriter,
  bytes: Bytes,
  limitBytes: number,
): Promise<E.Either<TooLarge, FilledFile>> => {
  const taken = await takeIn<never>(bytes, limitBytes, async (chunk) => E.right(await writer.write(chunk)));
  if (E.isLeft(taken)) return taken;
  const { sizeBytes, sha256 } = taken.right;
  // Both run at once. The staging document covers both until the file is published.
  await Promise.all([writer.end(), files.complete(file, sizeBytes, sha256)]);
  const only = writer.only();
  const read: ReadChunk = only === null ? rememberingLast(chunkReader(files, file, sizeBytes)) : async () => only;
  return E.right({ file, sizeBytes, sha256, read });
};
