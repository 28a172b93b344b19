import { type Log } from '../../../../kit/logging/log.js';
import { type Time } from '../../../../kit/time/timer.js';

/** What running an upgrade needs. */
export interface Upgrading {
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Aborted if the upgrade has to end after the running batch. */
  readonly stopping: AbortSignal;
  readonly time: Time;
}
