import { type Readable } from 'node:stream';
import { type Bytes } from '../../domain/model/bytes.js';
import { type DownloadFailure, refused } from './refusals.js';
import { type Download } from './request-once.js';

/** Bytes that never throw, and what became of them. */
export interface WatchedBytes {
  readonly bytes: Bytes;
  /** Why they ended early, null where they did not: they were whole, or the reader did not want the rest. */
  readonly failure: () => DownloadFailure | null;
}

/**
 * The body of an answer, chunk by chunk as it is pulled, under the limits for idling and for the rate. Only time
 * spent waiting for the server counts against its rate: a slow reader is not its fault.
 */
export const watchBytes = (
  body: Readable,
  { limits, stopwatch, pace }: Pick<Download, 'limits' | 'stopwatch' | 'pace'>,
): WatchedBytes => {
  pace.pause();
  let failure: DownloadFailure | null = null;

  async function* pull(): AsyncGenerator<Uint8Array, void, undefined> {
    const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    let received = 0;
    let waited = 0;
    try {
      for (;;) {
        pace.resume();
        const since = stopwatch.now();
        const enough = Math.max(limits.grace, (received / limits.leastRate) * 1_000) - waited;
        const came = stopwatch.within(Math.min(limits.idle, enough), 'the body');
        let next;
        try {
          next = await chunks.next();
        } finally {
          came();
        }
        if (next.done === true) return;
        waited += stopwatch.now() - since;
        received += next.value.length;
        pace.add(next.value.length);
        pace.pause();
        yield next.value;
      }
    } catch (cause) {
      failure = stopwatch.failure() ?? refused('incomplete', cause);
    } finally {
      body.destroy();
    }
  }

  return { bytes: pull(), failure: () => failure };
};
