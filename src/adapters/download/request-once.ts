import { type Readable } from 'node:stream';
import * as E from 'fp-ts/lib/Either.js';
import { type buildConnector, Client } from 'undici';
import { type DownloadLimits } from './limits.js';
import { type DownloadFailure, refused } from './refusals.js';
import { type Stopwatch } from './stopwatch.js';

/** The head of an answer, and its body still on the wire. */
export interface Answer {
  readonly status: number;
  /** Every value of a header, one character a byte. */
  readonly headers: (name: string) => readonly string[];
  readonly body: Readable;
}

const MAX_HEADER_BYTES = 16 * 1_024;

/** All that is ever told of us: no cookie, no credentials, no referer. Content codings are refused, never undone. */
const HEADERS = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Postcard' };

/**
 * Makes one request over a connection of its own, hands its answer to `use`, and tears the connection down. What
 * fails before a connection stands is `unreachable`, what fails after it `incomplete` or `timeout`.
 */
export const requestOnce = async <A>(
  url: URL,
  connector: buildConnector.connector,
  limits: DownloadLimits,
  stopwatch: Stopwatch,
  use: (answer: Answer) => Promise<E.Either<DownloadFailure, A>>,
): Promise<E.Either<DownloadFailure, A>> => {
  const client = new Client(url.origin, {
    connect: connector,
    // No keep-alive: a connection serves one request, so nothing is carried from one to the next.
    pipelining: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The stopwatch limits both; these would be restarted by every informational answer.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  let connected = false;
  let headersCame = (): void => undefined;
  client.once('connect', () => {
    connected = true;
    headersCame = stopwatch.within(limits.headers, 'the head of the answer');
  });
  try {
    const answer = await client
      .request({ method: 'GET', path: url.pathname + url.search, headers: HEADERS, signal: stopwatch.signal })
      .then(E.right, (cause: unknown) =>
        E.left(stopwatch.failure() ?? refused(connected ? 'incomplete' : 'unreachable', cause)),
      );
    headersCame();
    if (E.isLeft(answer)) return answer;
    const { statusCode, headers, body } = answer.right;
    // Torn down below whether or not anybody has read it: the error that this gives is nobody's.
    body.on('error', () => undefined);
    return await use({
      status: statusCode,
      headers: (name) => [headers[name] ?? []].flat(),
      body,
    });
  } finally {
    headersCame();
    await client.destroy();
  }
};
