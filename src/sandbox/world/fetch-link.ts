import { setMaxListeners } from 'node:events';
import { Semaphore } from 'async-mutex';
import { exchange, type ExchangeLimits, readStart } from '../../kit/http-client/exchange.js';
import { type HttpAnswer } from '../../kit/http-client/send-over.js';
import { TimedOut } from '../../kit/http-client/timed-out.js';
import { type Blob, type BlobStore, TooLarge } from './blob-store.js';
import { limitOf, type MediaKind, normaliseType, refuseMedia, tooLarge } from '../meta/media-types.js';

/** The bytes of a link, held for the caller, or the `details` of Meta's error 131053. */
export type Fetched = { blob: Blob; type: string } | { refusal: string };

export type LinkFetcher = {
  /**
   * Downloads the `link` of a message as Meta does: no redirect is followed, only 200 counts, and the server's
   * Content-Type and the size decide whether a message of that kind may carry the file.
   */
  fetch(link: URL, kind: MediaKind): Promise<Fetched>;
  close(): void;
};

const AT_ONCE = 32;
const LIMITS: ExchangeLimits = { connect: 5_000, idle: 15_000, whole: 60_000 };
const HEADERS = { 'user-agent': 'facebookexternalua', accept: '*/*', 'accept-encoding': 'identity' };

const failure = (error: unknown): string =>
  `Downloading media from weblink failed: ${error instanceof TimedOut ? 'timed out' : 'connection failed'}`;

const httpFailure = (status: number, text: string): string =>
  `Downloading media from weblink failed with http code ${String(status)}${text === '' ? '' : `, status message ${text}`}`;

/** Fetches from anywhere. Loopback is as good as any other address: the sandbox plays Meta on this machine. */
export const makeLinkFetcher = (blobs: BlobStore): LinkFetcher => {
  const places = new Semaphore(AT_ONCE);
  const closed = new AbortController();
  // Every download that runs listens to it.
  setMaxListeners(0, closed.signal);

  const keep = async ({ status, statusText, headers, body }: HttpAnswer, kind: MediaKind): Promise<Fetched> => {
    if (status !== 200) {
      await readStart(body, 16_384);
      return { refusal: httpFailure(status, statusText) };
    }
    const type = normaliseType(headers('content-type')[0] ?? '');
    const announced = Number(headers('content-length')[0] ?? 1);
    const early = refuseMedia(kind, { type, size: announced });
    if (early !== undefined) return { refusal: early };
    const blob = await blobs.write(body, limitOf(kind));
    if (blob.size > 0) return { blob, type };
    blobs.release(blob);
    return { refusal: refuseMedia(kind, { type, size: 0 }) ?? '' };
  };

  return {
    fetch: (link, kind) =>
      places.runExclusive(async () => {
        try {
          const request = { method: 'GET', url: link, headers: HEADERS } as const;
          return await exchange(request, { ...LIMITS, signal: closed.signal }, (answer) => keep(answer, kind));
        } catch (error) {
          return { refusal: error instanceof TooLarge ? tooLarge(limitOf(kind)) : failure(error) };
        }
      }),
    close: () => closed.abort(),
  };
};
