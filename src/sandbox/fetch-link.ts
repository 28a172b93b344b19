import { Semaphore } from 'async-mutex';
import { Agent, request } from 'undici';
import { type Blob, type BlobStore, TooLarge } from './blob-store.js';
import { limitOf, type MediaKind, normaliseType, refuseMedia, tooLarge } from './media-types.js';

/** The bytes of a link, held for the caller, or the `details` of Meta's error 131053. */
export type Fetched = { blob: Blob; type: string } | { refusal: string };

export type LinkFetcher = {
  /**
   * Downloads the `link` of a message as Meta does: no redirect is followed, only 200 counts, and the server's
   * Content-Type and the size decide whether a message of that kind may carry the file.
   */
  fetch(link: URL, kind: MediaKind): Promise<Fetched>;
  close(): Promise<void>;
};

const AT_ONCE = 32;
const CONNECT_MS = 5_000;
const HEADERS_MS = 10_000;
const IDLE_MS = 15_000;
const WHOLE_MS = 60_000;

const timeouts = new Set<unknown>([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ABORT_ERR',
]);

const failure = (error: unknown): string => {
  const code = (error as { code?: unknown }).code;
  const reason = timeouts.has(code) || error instanceof DOMException ? 'timed out' : 'connection failed';
  return `Downloading media from weblink failed: ${reason}`;
};

const httpFailure = (status: number, text: string): string =>
  `Downloading media from weblink failed with http code ${String(status)}${text === '' ? '' : `, status message ${text}`}`;

/** A fetcher over a pool of its own. Loopback is as good as any other address: the sandbox plays Meta on this machine. */
export const makeLinkFetcher = (blobs: BlobStore): LinkFetcher => {
  const agent = new Agent({
    connections: AT_ONCE,
    connect: { timeout: CONNECT_MS },
    headersTimeout: HEADERS_MS,
    bodyTimeout: IDLE_MS,
    keepAliveTimeout: 10_000,
  });
  const places = new Semaphore(AT_ONCE);

  const download = async (link: URL, kind: MediaKind, signal: AbortSignal): Promise<Fetched> => {
    const { statusCode, statusText, headers, body } = await request(link, {
      dispatcher: agent,
      headers: { 'user-agent': 'facebookexternalua', accept: '*/*', 'accept-encoding': 'identity' },
      signal,
    });
    if (statusCode !== 200) {
      await body.dump({ limit: 16_384 });
      return { refusal: httpFailure(statusCode, statusText) };
    }
    const type = normaliseType(String(headers['content-type'] ?? ''));
    const announced = Number(headers['content-length'] ?? 1);
    const early = refuseMedia(kind, { type, size: announced });
    if (early !== undefined) {
      body.on('error', () => undefined).destroy();
      return { refusal: early };
    }
    const blob = await blobs.write(body, limitOf(kind));
    if (blob.size > 0) return { blob, type };
    blobs.release(blob);
    return { refusal: refuseMedia(kind, { type, size: 0 }) ?? '' };
  };

  return {
    fetch: (link, kind) =>
      places.runExclusive(async () => {
        const timer = new AbortController();
        const timeout = setTimeout(() => {
          timer.abort();
        }, WHOLE_MS);
        try {
          return await download(link, kind, timer.signal);
        } catch (error) {
          return { refusal: error instanceof TooLarge ? tooLarge(limitOf(kind)) : failure(error) };
        } finally {
          clearTimeout(timeout);
        }
      }),
    close: () => agent.destroy(),
  };
};
