import { type Log } from './log.js';

/** Where file handles run out, every new connection is an error: one line a second says as much as thousands. */
export const complainRarely = (log: Log): ((error: NodeJS.ErrnoException) => void) => {
  let quietUntil = 0;
  return ({ code }) => {
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + 1_000;
    log.error({ code }, 'cannot accept connections');
  };
};
