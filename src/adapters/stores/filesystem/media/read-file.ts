import { type FileHandle } from 'node:fs/promises';
import { DamagedMedia } from '../../shared/damaged-media.js';

/**
 * As much as one read takes. Two hundred downloads that stall at once hold 90 MiB so, and 260 with reads four times as
 * large, which are no faster.
 */
const READ_SIZE = 64 * 1024;

/** An open file, with its path for messages. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly path: string;
}

/** Exactly `length` bytes from `position` on. A file that ends before is damaged. */
export const readExactly = async ({ handle, path }: OpenFile, position: number, length: number): Promise<Buffer> => {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new DamagedMedia(path, `ends at ${position + filled}, before its length`);
    filled += bytesRead;
  }
  return buffer;
};

/** The bytes from `position` to before `end`, piece by piece; each piece is the reader's own. */
export async function* readPieces(file: OpenFile, position: number, end: number): AsyncGenerator<Uint8Array> {
  while (position < end) {
    const piece = await readExactly(file, position, Math.min(READ_SIZE, end - position));
    position += piece.length;
    yield piece;
  }
}
