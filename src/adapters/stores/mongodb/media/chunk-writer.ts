import { type ObjectId } from 'mongodb';
import { CHUNK_BYTES, type GridFiles } from './grid-files.js';

/** Writes a file from its start, chunk by chunk. Rejects with `StoreFault`. */
export interface ChunkWriter {
  /** Takes bytes; resolves when the next may come. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Writes the rest; resolves when everything is durable. */
  readonly end: () => Promise<void>;
  /** Stops writing and waits for the running write. False: that write may still arrive. */
  readonly stop: () => Promise<boolean>;
  /** The first chunk, if it is the only one so far, so that a short file need not be read back. */
  readonly only: () => Uint8Array | null;
}

/**
 * One chunk is written while the next one is gathered. A slow database makes the source wait, with two chunks in
 * memory.
 */
export const chunkWriter = (files: GridFiles, file: ObjectId): ChunkWriter => {
  let gathering = Buffer.alloc(0);
  let filled = 0;
  let index = 0;
  let only: Uint8Array | null = null;
  let writing: Promise<void> = Promise.resolve();

  const flush = async (): Promise<void> => {
    await writing;
    const chunk = gathering.subarray(0, filled);
    only = index === 0 ? chunk : null;
    writing = files.writeChunk(file, index, chunk);
    // A failure is thrown where this is awaited. Until then it must not count as unhandled.
    writing.catch(() => undefined);
    index += 1;
    filled = 0;
    gathering = Buffer.alloc(0);
  };

  return {
    write: async (bytes) => {
      for (let taken = 0; taken < bytes.length;) {
        if (gathering.length === 0) gathering = Buffer.allocUnsafeSlow(CHUNK_BYTES);
        const piece = bytes.subarray(taken, taken + CHUNK_BYTES - filled);
        gathering.set(piece, filled);
        filled += piece.length;
        taken += piece.length;
        if (filled === CHUNK_BYTES) await flush();
      }
    },
    end: async () => {
      if (filled > 0) await flush();
      await writing;
    },
    stop: () =>
      writing.then(
        () => true,
        () => false,
      ),
    only: () => only,
  };
};
