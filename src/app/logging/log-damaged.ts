import { type Damaged } from '../../domain/ports/store.js';
import { type Log } from '../../kit/logging/log.js';

/** How many damaged records are remembered as logged. */
const REMEMBERED = 1_000;

/**
 * Logs each damaged record or file by its name, once per process. After `REMEMBERED` other damaged records it may log one
 * again.
 */
export const logDamaged = (log: Log): ((damaged: Damaged) => void) => {
  const logged = new Set<string>();
  return ({ what, cause }) => {
    if (logged.has(what)) return;
    if (logged.size >= REMEMBERED) logged.clear();
    logged.add(what);
    log.error({ err: cause }, 'a damaged record or file stays as it is; restore it from a backup');
  };
};
