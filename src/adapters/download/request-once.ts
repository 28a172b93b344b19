import * as E from 'fp-ts/lib/Either.js';
import { type HttpAnswer, sendOver } from '../../kit/http-client/send-over.js';
import { type OutgoingGuard } from '../../kit/outgoing-guard/outgoing-guard.js';
import { type DownloadLimits } from './limits.js';
import { type Pace } from './pace.js';
import { type DownloadFailure, refused } from './refusals.js';
import { type Stopwatch } from './stopwatch.js';

/** What every hop of a download is made with. */
export interface Download {
  readonly guard: OutgoingGuard;
  readonly limits: DownloadLimits;
  readonly stopwatch: Stopwatch;
  readonly pace: Pace;
}

/**
 * All that the other side learns of this service: no cookie, no credentials, no referer. Content codings are not asked
 * for, and never undone.
 */
const HEADERS = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Postcard' };

/**
 * Makes one request over a connection of its own, hands its answer to `use`, and tears the connection down. What
 * fails before a connection stands is `unreachable`, what fails after it `incomplete` or `timeout`.
 */
export const requestOnce = async <A>(
  url: URL,
  { guard, limits, stopwatch }: Download,
  use: (answer: HttpAnswer) => Promise<E.Either<DownloadFailure, A>>,
): Promise<E.Either<DownloadFailure, A>> => {
  const failed = (reason: 'unreachable' | 'incomplete') => (cause: unknown) =>
    E.left(stopwatch.failure() ?? refused(reason, cause));

  const connected = await guard.connect(url, stopwatch.signal).then(E.right, failed('unreachable'));
  if (E.isLeft(connected)) return connected;
  const socket = connected.right;
  const headCame = stopwatch.within(limits.headers, 'the head of the answer');
  try {
    const request = { method: 'GET', url, headers: HEADERS } as const;
    const answer = await sendOver(socket, request, stopwatch.signal).then(E.right, failed('incomplete'));
    headCame();
    return E.isLeft(answer) ? answer : await use(answer.right);
  } finally {
    headCame();
    socket.destroy();
  }
};
