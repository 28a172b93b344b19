import * as E from 'fp-ts/lib/Either.js';
import { type AccountId } from '../../../domain/model/account/account.js';
import { unavailable } from '../../../domain/model/errors.js';
import { type SendingLine } from '../../../domain/ports/sending-line.js';
import { SECOND } from '../../../domain/model/time.js';
import { type LineLimits, makeLine } from '../../../kit/line/line.js';
import { type Timer } from '../../../kit/time/timer.js';

/** The limits of one account on one node: calls to WhatsApp at once, and the line behind them. */
const limits: LineLimits = { perKey: 32, waiting: 256, maxWait: 10 * SECOND };

/** The sending line of each account. */
export const makeSendingLine = (timer?: Timer): SendingLine => {
  const line = makeLine<AccountId>(limits, timer);
  return {
    enter: (account, signal) => async () => {
      const entered = await line.enter(account, signal);
      return E.bimap(
        (why: string) => unavailable(`no place in the sending line: ${why}`),
        (leave: () => void) => ({ leave }),
      )(entered);
    },
  };
};
