import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type ObjectId } from 'mongodb';
import { createHash } from 'node:crypto';
import { type Bytes } from '../../../domain/bytes.js';
import { type Unavailable } from '../../../domain/errors.js';
import { type StagedMedia, type TooLarge } from '../../../domain/ports/media-storage.js';
import { StoreFault } from '../faults.js';
import { storingEither } from '../storing.js';
import { chunkWriter } from './chunk-writer.js';
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
      try {
        const filled = await fill(files, file, bytes, limitBytes);
        if (E.isLeft(filled)) await discard(file);
        return filled;
      } catch (error) {
        // A chunk that is on its way may arrive after all: the sweep removes it with the rest, once all is quiet.
        if (error instanceof StoreFault) staging.leave(file);
        else await discard(file);
        throw error;
      }
    });

const fill = async (
  files: GridFiles,
  file: ObjectId,
  bytes: Bytes,
  limitBytes: number,
): Promise<E.Either<TooLarge, Staged>> => {
  const writer = chunkWriter(files, file);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) {
      await writer.end();
      return E.left({ _tag: 'TooLarge' });
    }
    hash.update(chunk);
    await writer.write(chunk);
  }
  await writer.end();
  const sha256 = hash.digest('hex');
  await files.complete(file, sizeBytes, sha256);
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
