import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type FileHandle } from 'node:fs/promises';
import { MEGABYTE } from '../../../../../domain/model/bytes.js';
import { type Unavailable } from '../../../../../domain/model/errors.js';
import { type Stored } from '../../../../../domain/ports/store.js';
import { diskWork } from '../disk-work.js';
import { makeGatherer } from './gather.js';

type Written = E.Either<Unavailable, void>;

/** Writes a file from its start. */
export interface Writer {
  /**
   * Takes a chunk, which the caller must not change afterwards. Resolves when the next may come; Left if writing
   * failed.
   */
  readonly write: (chunk: Uint8Array) => Promise<Written>;
  /** Writes the rest. */
  readonly end: () => Promise<Written>;
}

/**
 * One `writev` per MiB while the next MiB is gathered: twice as fast as a write stream, with two MiB in memory at most.
 * A slow disk makes the source wait. `room` is checked before each write.
 */
export const writeBehind = (handle: FileHandle, room: Stored<void>): Writer => {
  const gatherer = makeGatherer();
  let position = 0;
  let writing: Promise<Written> = Promise.resolve(E.right(undefined));

  const startWriting = (): void => {
    const buffers = gatherer.take();
    const start = position;
    position += buffers.reduce((sum, { length }) => sum + length, 0);
    writing = pipe(
      room,
      TE.chain(() => diskWork(() => writeAll(handle, buffers, start))),
    )();
    // A defect is thrown where this is awaited. Until then it must not count as unhandled.
    writing.catch(() => undefined);
  };

  const flush = async (): Promise<Written> => {
    const before = await writing;
    if (E.isRight(before)) startWriting();
    return before;
  };

  return {
    write: async (chunk) => {
      gatherer.add(chunk);
      return gatherer.sizeBytes() < MEGABYTE ? E.right(undefined) : flush();
    },
    end: async () => {
      const before = gatherer.sizeBytes() > 0 ? await flush() : E.right(undefined);
      return E.isLeft(before) ? before : writing;
    },
  };
};

/** Writes all buffers. The system may write fewer bytes than asked. */
const writeAll = async (handle: FileHandle, buffers: readonly Uint8Array[], position: number): Promise<void> => {
  let rest = buffers;
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest, position);
    position += bytesWritten;
    rest = without(rest, bytesWritten);
  }
};

const without = (buffers: readonly Uint8Array[], count: number): readonly Uint8Array[] => {
  let index = 0;
  for (let buffer = buffers[0]; buffer !== undefined && buffer.length <= count; buffer = buffers[++index])
    count -= buffer.length;
  const [first, ...others] = buffers.slice(index);
  return first === undefined ? [] : [first.subarray(count), ...others];
};
