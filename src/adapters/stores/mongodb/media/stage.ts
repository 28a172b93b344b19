import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type ObjectId } from 'mongodb';
import { createHash } from 'node:crypto';
import { type Bytes } from '../../../../domain/model/bytes.js';
import { type Unavailable } from '../../../../domain/model/errors.js';
import { type StagedMedia, type TooLarge } from '../../../../domain/ports/media-storage.js';
import { storingEither } from '../database/storing.js';
import { type ChunkWriter, chunkWriter } from './chunk-writer.js';
import { type GridFiles } from './grid-files.js';
import { chunkReader, type ReadChunk, readPieces, rememberingLast } from './read-file.js';
import { type Staging } from './staging.js';

/** A staged file as the port shows it, and the file behind it. */
export interface Staged {
  readonly media: StagedMedia;
  readonly file: ObjectId;
}

/** Stages bytes as the port says. A source that throws after all leaves nothing behind either. */
export const makeStage =
  (files: GridFiles, staging: Staging, discard: (file: ObjectId) => Promise<void>) =>
  (bytes: Bytes, limitBytes: number): TE.TaskEither<Unavailable | TooLarge, Staged> =>
    storingEither(async () => {
      const file = await staging.begin();
      const writer = chunkWriter(files, file);
      let isFilled = false;
      try {
        const filled = await fill(files, file, writer, bytes, limitBytes);
        isFilled = E.isRight(filled);
        return filled;
      } finally {
        // A chunk that may arrive yet: the sweep removes it with the rest, once all is quiet.
        if (!isFilled) await ((await writer.stop()) ? discard(file) : staging.leave(file));
      }
    });

const fill = async (
  files: GridFiles,
  file: ObjectId,
  writer: ChunkWriter,
  bytes: Bytes,
  limitBytes: number,
): Promise<E.Either<TooLarge, Staged>> => {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) return E.left({ _tag: 'TooLarge' });
    hash.update(chunk);
    await writer.write(chunk);
  }
  const sha256 = hash.digest('hex');
  // Neither needs the other: the staging document stands for both until the file is published.
  await Promise.all([writer.end(), files.complete(file, sizeBytes, sha256)]);
  const only = writer.only();
  const read: ReadChunk = only === null ? rememberingLast(chunkReader(files, file, sizeBytes)) : async () => only;
  return E.right({ file, media: stagedMedia(read, sizeBytes, sha256) });
};

const stagedMedia = (read: ReadChunk, sizeBytes: number, sha256: string): StagedMedia => ({
  sizeBytes,
  sha256,
  read: async (position, length) => {
    const first = Math.max(0, position);
    const pieces: Uint8Array[] = [];
    for await (const piece of readPieces(read, first, Math.min(sizeBytes, first + Math.max(0, length))))
      pieces.push(piece);
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  },
  bytes: () => readPieces(read, 0, sizeBytes),
});
