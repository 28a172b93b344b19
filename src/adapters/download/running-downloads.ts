import { type AccountId } from '../../domain/model/account/account.js';
import { type Timer } from '../../kit/time/timer.js';
import { whoGivesWay } from './giving-way.js';
import { type DownloadLimits } from './limits.js';
import { type Pace } from './pace.js';

/** Milliseconds between two looks at who waits. */
const EVERY = 500;

interface Running {
  readonly account: AccountId;
  readonly pace: Pace;
  /** Called once at most. */
  readonly giveWay: () => void;
}

export interface RunningDownloads {
  /** Counts a download until the function it answers is called. */
  readonly begin: (download: Running) => () => void;
}

/** The downloads that hold a place, and the watch that ends slow ones while other accounts want their places. */
export const makeRunningDownloads = (
  wanting: () => ReadonlyMap<AccountId, number>,
  limits: DownloadLimits,
  timer: Timer,
): RunningDownloads => {
  const running = new Set<Running>();
  /** Told to end. Until they have left, the places that they leave are still wanted. */
  const ending = new Set<Running>();
  let stop: (() => void) | null = null;

  const look = (): void => {
    stop = timer(EVERY, look);
    if (ending.size > 0) return;
    const holders = [...running].map((download) => ({
      account: download.account,
      received: download.pace.received(),
      waited: download.pace.waited(),
      download,
    }));
    for (const { download } of whoGivesWay(holders, wanting(), limits)) {
      ending.add(download);
      download.giveWay();
    }
  };

  return {
    begin: (download) => {
      running.add(download);
      stop ??= timer(EVERY, look);
      return () => {
        running.delete(download);
        ending.delete(download);
        if (running.size > 0) return;
        stop?.();
        stop = null;
      };
    },
  };
};
