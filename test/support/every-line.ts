import { type LimitedLines } from '../../src/kit/logging/limited-lines.js';

/** Lets every log line through. */
export const everyLine: LimitedLines = { allow: () => true, stop: () => undefined };
