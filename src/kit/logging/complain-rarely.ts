import { type Log } from './log.js';

/** Out of file handles, every connection that comes is an error: one line a second tells it as well as thousands. */
export const complainRarely = (log: Log): ((error: NodeJS.ErrnoException) => void) => {
  let quietUntil = 0;
  return ({ code }) => {
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + 1_000;
    log.error({ code }, 'cannot accept connections');
  };
};
