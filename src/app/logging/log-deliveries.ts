import { type DeliveryWatch } from '../../domain/use-cases/deliver-events/ports.js';
import { describeCause } from '../../kit/logging/describe-cause.js';
import { type Log } from '../../kit/logging/log.js';

type Logged = Pick<DeliveryWatch, 'onTried' | 'onDisabled' | 'onUnavailable' | 'onDefect'>;

/** Logs deliveries by ids: no URL, which may have a secret in its path or query, and nothing of an answer's body. */
export const logDeliveries = (log: Log): Logged => ({
  onTried: ({ id, endpoint, type }, { httpStatus, reason, ms }) =>
    log.debug(
      {
        account_id: endpoint.accountId,
        webhook_endpoint_id: endpoint.id,
        delivery_id: id,
        event: type,
        ms,
        reason,
        status: httpStatus,
      },
      reason === null ? 'webhook delivered' : 'webhook not delivered',
    ),
  onDisabled: ({ accountId, id }, reason) =>
    log.warn({ account_id: accountId, webhook_endpoint_id: id, reason }, 'a webhook endpoint was disabled'),
  onUnavailable: (cause) =>
    log.warn({ cause: describeCause(cause) }, 'the delivery of events pauses, because the store is down'),
  onDefect: (cause) => log.error({ err: cause }, 'some work of the delivery of events was given up'),
});
