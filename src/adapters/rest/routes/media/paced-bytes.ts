import { type Semaphore } from 'async-mutex';
import { type Bytes } from '../../../../domain/model/bytes.js';

/**
 * How many pieces of media are read at once, for all downloads together. What was read is written in the same turn of
 * the event loop, so this bounds the turn too: with a read for each of 500 downloads a turn took 100 ms, and an upload
 * takes some twenty turns (SAFETY.md S3). More threads do not help, and one download is as fast.
 */
export const READS_AT_ONCE = 8;

/** The same bytes, each piece read when there is a place. */
export async function* pacedBytes(bytes: Bytes, reads: Semaphore): AsyncGenerator<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await reads.runExclusive(() => pieces.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await pieces.return?.();
  }
}
