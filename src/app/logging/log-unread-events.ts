import { describeCause } from '../../kit/logging/describe-cause.js';
import { type Log } from '../../kit/logging/log.js';

/** Where a store is down, every account that is listened to says so each second: one line a minute is enough. */
const QUIET = 60_000;

/** Logs that events, or the tokens of those who listen, could not be read. `now` is in milliseconds and never goes back. */
export const logUnreadEvents = (log: Log, now: () => number): ((cause: unknown) => void) => {
  let quietUntil = Number.NEGATIVE_INFINITY;
  return (cause) => {
    if (now() < quietUntil) return;
    quietUntil = now() + QUIET;
    log.error({ cause: describeCause(cause) }, 'events cannot be read for those who listen; it is tried again');
  };
};
