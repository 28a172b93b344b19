import { type ObjectId } from 'mongodb';
import { DamagedMedia } from '../../shared/media/damaged-media.js';
import { CHUNK_BYTES, type GridFiles } from './grid-files.js';

/** Reads a chunk of one file. */
export type ReadChunk = (index: number) => Promise<Uint8Array>;

/** The chunks of a file of this size. A chunk that is missing or has a wrong length is damage. */
export const chunkReader =
  (files: GridFiles, file: ObjectId, sizeBytes: number): ReadChunk =>
  async (index) => {
    const chunk = await files.readChunk(file, index);
    if (chunk?.length !== Math.min(CHUNK_BYTES, sizeBytes - index * CHUNK_BYTES))
      throw new DamagedMedia(`file ${file.toHexString()}`, `chunk ${index} is missing, or has another length`);
    return chunk;
  };

/** The bytes from `position` to before `end`, a chunk at a time as they are asked for. */
export async function* readPieces(read: ReadChunk, position: number, end: number): AsyncGenerator<Uint8Array> {
  while (position < end) {
    const index = Math.floor(position / CHUNK_BYTES);
    const start = index * CHUNK_BYTES;
    const piece = (await read(index)).subarray(position - start, end - start);
    position += piece.length;
    yield piece;
  }
}

/** The bytes from `position` to before `end` at once. */
export const readBetween = async (read: ReadChunk, position: number, end: number): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of readPieces(read, position, end)) pieces.push(piece);
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
};

/** Remembers the chunk that was read last, because inspection reads many short pieces near each other. */
export const rememberingLast = (read: ReadChunk): ReadChunk => {
  let last: { readonly index: number; readonly chunk: Promise<Uint8Array> } | null = null;
  return async (index) => {
    if (last?.index !== index) last = { index, chunk: read(index) };
    const mine = last;
    try {
      return await mine.chunk;
    } catch (error) {
      if (last === mine) last = null;
      throw error;
    }
  };
};
