import { SECOND } from '../../domain/model/time.js';
import { type LineLimits } from '../../kit/line/line.js';

/** How patient a download is. Resolving and connecting are the guard's to limit. */
export interface DownloadLimits {
  /** Milliseconds from the connection to the end of the headers. */
  readonly headers: number;
  /** Milliseconds without a byte. */
  readonly idle: number;
  /** Bytes a second, on the average, once `grace` milliseconds were spent waiting for them. */
  readonly leastRate: number;
  readonly grace: number;
  /** Bytes a second, on the average, once `contestedAfter` milliseconds were spent, while another account waits. */
  readonly contestedRate: number;
  readonly contestedAfter: number;
  /** Milliseconds for everything, redirects included. */
  readonly whole: number;
  readonly redirects: number;
}

export const standardLimits: DownloadLimits = {
  headers: 10 * SECOND,
  idle: 10 * SECOND,
  leastRate: 1_024,
  grace: 10 * SECOND,
  contestedRate: 64 * 1_024,
  contestedAfter: 5 * SECOND,
  whole: 60 * SECOND,
  redirects: 3,
};

/** Downloads at once an account and in all, and the line behind them. */
export const standardLine: LineLimits = { perKey: 4, inAll: 16, waiting: 256, maxWait: 10 * SECOND };
