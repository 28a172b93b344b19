import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { createHash } from 'node:crypto';
import { type Bytes } from '../../../../domain/model/bytes.js';
import { type Unavailable } from '../../../../domain/model/errors.js';
import { type StagedMedia, type TooLarge } from '../../../../domain/ports/media-storage.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { diskWork } from './disk-work.js';
import { readExactly, readPieces } from './read-file.js';
import { type StagedFile, type StagingFolder } from './staged-file.js';
import { writeBehind } from './write-behind.js';

/** A staged file as the port shows it, and the file behind it. */
export interface Staged {
  readonly media: StagedMedia;
  readonly file: StagedFile;
}

/** Stages bytes as the port says. A source that throws after all leaves nothing behind either. */
export const makeStage =
  (folder: StagingFolder, room: Stored<void>) =>
  (bytes: Bytes, limitBytes: number): TE.TaskEither<Unavailable | TooLarge, Staged> =>
    pipe(
      room,
      TE.chain(() => diskWork(folder.create)),
      TE.chainW((file) => () => fillOrDiscard(file, room, bytes, limitBytes)),
    );

const fillOrDiscard = async (
  file: StagedFile,
  room: Stored<void>,
  bytes: Bytes,
  limitBytes: number,
): Promise<E.Either<Unavailable | TooLarge, Staged>> => {
  let isFilled = false;
  try {
    const filled = await fill(file, room, bytes, limitBytes);
    isFilled = E.isRight(filled);
    return E.map((media: StagedMedia) => ({ media, file }))(filled);
  } finally {
    if (!isFilled) await file.discard();
  }
};

const fill = async (
  file: StagedFile,
  room: Stored<void>,
  bytes: Bytes,
  limitBytes: number,
): Promise<E.Either<Unavailable | TooLarge, StagedMedia>> => {
  const writer = writeBehind(file.handle, room);
  const hash = createHash('sha256');
  let head: Uint8Array | null = null;
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    head ??= chunk;
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) return E.left({ _tag: 'TooLarge' });
    hash.update(chunk);
    const written = await writer.write(chunk);
    if (E.isLeft(written)) return written;
  }
  const written = await writer.end();
  return E.map(() => stagedMedia(file, sizeBytes, hash.digest('hex'), head ?? NOTHING))(written);
};

const NOTHING = new Uint8Array(0);

/** `head`, the first chunk as it came, saves most files from being read again before they are published. */
const stagedMedia = (file: StagedFile, sizeBytes: number, sha256: string, head: Uint8Array): StagedMedia => ({
  sizeBytes,
  sha256,
  read: async (position, length) => {
    const first = Math.max(0, position);
    if (first + length <= head.length) return head.subarray(first, first + length);
    return readExactly(file, first, Math.max(0, Math.min(length, sizeBytes - first)));
  },
  bytes: () => readPieces(file, 0, sizeBytes),
});
