import * as E from 'fp-ts/lib/Either.js';
import { type AccountId } from '../../domain/model/account/account.js';
import { unavailable } from '../../domain/model/errors.js';
import { type MediaDownloader } from '../../domain/ports/media-downloader.js';
import { type HttpAnswer } from '../../kit/http-client/send-over.js';
import { type LineLimits, makeLine } from '../../kit/line/line.js';
import { type OutgoingGuard } from '../../kit/outgoing-guard/outgoing-guard.js';
import { realTime, type Time } from '../../kit/time/timer.js';
import { follow } from './follow.js';
import { descriptionOf } from './found.js';
import { type DownloadLimits, standardLimits, standardLine } from './limits.js';
import { startPace } from './pace.js';
import { type DownloadFailure, refused } from './refusals.js';
import { makeRunningDownloads } from './running-downloads.js';
import { startStopwatch } from './stopwatch.js';
import { watchBytes } from './watched-bytes.js';

export interface MediaDownloaderOptions {
  readonly guard: OutgoingGuard;
  readonly limits?: Partial<DownloadLimits>;
  readonly line?: Partial<LineLimits>;
  readonly time?: Time;
}

/** Fetches a `media_url` over the public Internet. */
export const makeMediaDownloader = ({
  guard,
  time = realTime,
  ...options
}: MediaDownloaderOptions): MediaDownloader => {
  const limits = { ...standardLimits, ...options.limits };
  const line = makeLine<AccountId>({ ...standardLine, ...options.line }, time.timer);
  const running = makeRunningDownloads(line.wanting, limits, time.timer);

  return {
    download: (request, keep) => async () => {
      const place = await line.enter(request.account, request.signal);
      if (E.isLeft(place)) return E.left(unavailable(`no place in the line for downloads: ${place.left}`));
      const stopwatch = startStopwatch(request.signal, limits.whole, time);
      const pace = startPace(time.now);
      const giveWay = (): void => stopwatch.tooSlow('under 64 KiB/s while another account waited');
      const ended = running.begin({ account: request.account, pace, giveWay });
      const download = { guard, limits, stopwatch, pace };
      try {
        const kept = await follow(request.url, download, async (url, answer) => {
          const fault = codingFault(answer);
          if (fault !== null) return E.left(fault);
          const { bytes, failure } = watchBytes(answer.body, download);
          const made = await keep({ ...descriptionOf(request.url, url, answer), bytes })();
          const broken = failure();
          return broken === null ? E.right(made) : E.left(broken);
        });
        return E.flattenW(kept);
      } finally {
        ended();
        stopwatch.end();
        place.right();
      }
    },
  };
};

/**
 * Bytes in a transfer coding are not those of the file, and are never inflated. What `Content-Encoding` says is not
 * believed: object stores answer with whatever the uploader said (`aws-chunked`, `gzip` over plain bytes). The bytes
 * are judged as they are.
 */
const codingFault = ({ headers }: HttpAnswer): DownloadFailure | null => {
  const coding = headers('transfer-encoding')
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().toLowerCase())
    .find((name) => !['', 'identity', 'chunked'].includes(name));
  return coding === undefined ? null : refused('content_mismatch', `transfer coding ${coding}`);
};
