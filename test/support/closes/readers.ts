import { turns } from '../turns.js';

export type Bytes = AsyncIterable<Uint8Array>;

/** Reads at a pace of its own; `closed` resolves when the other side has closed. */
export type Reader = (bytes: Bytes, closed: Promise<void>) => Bytes;

async function* slowly(bytes: Bytes): Bytes {
  for await (const chunk of bytes) {
    yield chunk;
    await turns(3);
  }
}

/** Reads nothing until the other side has closed; what waits in full buffers on both sides has its turns too. */
async function* paused(bytes: Bytes, closed: Promise<void>): Bytes {
  await Promise.race([closed, turns(200)]);
  await turns(10);
  yield* bytes;
}

export const readers = {
  fast: (bytes: Bytes) => bytes,
  slow: slowly,
  paused,
} as const satisfies Record<string, Reader>;

export const collect = async (bytes: Bytes): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
};
