import * as E from 'fp-ts/lib/Either.js';
import { type AccountId } from '../domain/model/account/account.js';
import { unavailable } from '../domain/model/errors.js';
import { SECOND } from '../domain/model/time.js';
import { type EventLog } from '../domain/ports/event-log.js';
import { makeLine } from '../kit/line/line.js';

/** Two reads of an account and four in all run in one turn of the event loop. */
const limits = { perKey: 2, inAll: 4, waiting: 2_000, maxWait: 30 * SECOND };

/**
 * Reads of events for all who list and listen, a few in each turn of the event loop. Accounts take turns: those who look
 * for rare events in long logs hold up nobody else (SAFETY N1).
 */
export const fairReads = (after: EventLog['after']): EventLog['after'] => {
  const line = makeLine<AccountId>(limits);
  return (account, ...what) =>
    async () => {
      const entered = await line.enter(account);
      if (E.isLeft(entered)) return E.left(unavailable(new Error(`a read of events has ${entered.left}`)));
      try {
        return await after(account, ...what)();
      } finally {
        setImmediate(entered.right);
      }
    };
};
