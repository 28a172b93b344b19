import { type LimitedLines, limitLines } from '../../kit/logging/limited-lines.js';
import { type Log } from '../../kit/logging/log.js';
import { quietTime } from '../../kit/time/timer.js';

/** Log lines a second for refused callers without a valid token (SAFETY.md O2). */
const MOST = 100;

/** Bounds the log lines of refused strangers. Those beyond the bound are logged as a number. */
export const limitRefusals = (log: Log): LimitedLines =>
  limitLines(MOST, (leftOut) => log.info({ count: leftOut }, 'more refusals without a valid token'), quietTime);
