import { type Log } from '../../../../kit/logging/log.js';
import { type Time } from '../../../../kit/timer.js';

/** How an upgrade is run. */
export interface Upgrading {
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Aborted where the upgrade is to end after the batch that runs. */
  readonly stopping: AbortSignal;
  readonly time: Time;
}
