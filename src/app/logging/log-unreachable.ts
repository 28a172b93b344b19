import { type WebhookCall } from '../../domain/ports/webhook-sender.js';
import { limitLines } from '../../kit/logging/limited-lines.js';
import { type Log } from '../../kit/logging/log.js';
import { quietTime } from '../../kit/time/timer.js';

/** Log lines a second. One dead endpoint may have thousands of deliveries that wait. */
const MOST = 20;

/** Logs why endpoints could not be reached: their owners learn no more than that (SAFETY R7). */
export const logUnreachable = (log: Log): ((call: WebhookCall, cause: Error) => void) => {
  const lines = limitLines(MOST, (count) => log.info({ count }, 'more unreachable webhook endpoints'), quietTime);
  return ({ event }, { message }) => {
    if (lines.allow())
      log.info(
        { account_id: event.event.accountId, event_id: event.id, cause: message },
        'a webhook endpoint is unreachable',
      );
  };
};
