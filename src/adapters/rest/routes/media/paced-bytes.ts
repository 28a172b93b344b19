import { type Semaphore } from 'async-mutex';
import { type Bytes } from '../../../../domain/model/bytes.js';

/**
 * How many pieces of media are read at once, for all downloads together. What was read is written in the same turn of
 * the event loop, so this bounds the turn too: with a read for each of 500 downloads a turn took 100 ms, and an upload
 * takes some twenty turns (SAFETY.md S3). More threads do not help, and one download is as fast.
 */
export const READS_AT_ONCE = 8;

/**
 * How many pieces are held at once, for all downloads together: read, and not yet taken by the client's system. Without
 * this, 2 000 clients that do not read hold 200 MiB (SAFETY.md N2). It must be more than `answersHeld` lets stand still
 * (256), or these would keep the others out.
 */
export const HELD_AT_ONCE = 384;

/** The same bytes, each piece read when there is a place, once so few are held that there is room for one more. */
export async function* pacedBytes(bytes: Bytes, reads: Semaphore, held: Semaphore): AsyncGenerator<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const [, letGo] = await held.acquire();
      try {
        const next = await reads.runExclusive(() => pieces.next());
        if (next.done === true) return;
        yield next.value;
      } finally {
        letGo();
      }
    }
  } finally {
    await pieces.return?.();
  }
}
