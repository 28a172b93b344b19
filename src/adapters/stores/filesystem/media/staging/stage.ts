import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Bytes } from '../../../../../domain/model/bytes.js';
import { type Unavailable } from '../../../../../domain/model/errors.js';
import { type TooLarge } from '../../../../../domain/ports/media-storage.js';
import { type Stored } from '../../../../../domain/ports/store.js';
import { takeIn, type TakenIn } from '../../../shared/media/take-in.js';
import { diskWork } from '../disk-work.js';
import { type DiskFile, type StagingFolder } from './staged-file.js';
import { writeBehind } from './write-behind.js';

/** A complete staged file. */
export interface FilledFile extends TakenIn {
  readonly file: DiskFile;
  /** The first chunk. With it, most files need not be read again before they are published. */
  readonly head: Uint8Array;
}

/** Stages bytes by the law of the port. Even a source that throws leaves nothing behind. */
export const makeStage =
  (folder: StagingFolder, room: Stored<void>) =>
  (bytes: Bytes, limitBytes: number): TE.TaskEither<Unavailable | TooLarge, FilledFile> =>
    pipe(
      room,
      TE.chain(() => diskWork(folder.create)),
      TE.chainW((file) => () => fillOrDiscard(file, room, bytes, limitBytes)),
    );

type Filling = Promise<E.Either<Unavailable | TooLarge, FilledFile>>;

const fillOrDiscard = async (file: DiskFile, room: Stored<void>, bytes: Bytes, limitBytes: number): Filling => {
  let isFilled = false;
  try {
    const filled = await fill(file, room, bytes, limitBytes);
    isFilled = E.isRight(filled);
    return filled;
  } finally {
    if (!isFilled) await file.discard();
  }
};

const fill = async (file: DiskFile, room: Stored<void>, bytes: Bytes, limitBytes: number): Filling => {
  const writer = writeBehind(file.handle, room);
  let head: Uint8Array | null = null;
  const taken = await takeIn(bytes, limitBytes, (chunk) => {
    head ??= chunk;
    return writer.write(chunk);
  });
  if (E.isLeft(taken)) return taken;
  const written = await writer.end();
  return E.map(() => ({ ...taken.right, file, head: head ?? NOTHING }))(written);
};

const NOTHING = new Uint8Array(0);
