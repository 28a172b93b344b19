import { toTimestamp, timestampOrNull } from '../domain/model/time.js';
import { type Delivery } from '../domain/model/webhook/delivery.js';
import { type DeliveryTry } from '../domain/model/webhook/delivery-try.js';
import { type Endpoint } from '../domain/model/webhook/endpoint.js';

/** A webhook endpoint under the API's names, as answers and the command line show it: without its secrets. */
export const endpointView = (endpoint: Endpoint) => ({
  id: endpoint.id,
  url: endpoint.url,
  description: endpoint.description,
  events: endpoint.events,
  enabled: endpoint.disabled === null,
  disabled_reason: endpoint.disabled?.reason ?? null,
  disabled_at: timestampOrNull(endpoint.disabled?.at ?? null),
  failing_since: timestampOrNull(endpoint.failingSince),
  last_success_at: timestampOrNull(endpoint.lastSuccessAt),
  old_secret_valid_until: timestampOrNull(endpoint.oldSecret?.validUntil ?? null),
  created_at: toTimestamp(endpoint.createdAt),
  updated_at: toTimestamp(endpoint.updatedAt),
});

/** The same with its secret, which is shown only where it is made. */
export const endpointWithSecretView = (endpoint: Endpoint) => ({ ...endpointView(endpoint), secret: endpoint.secret });

/** A delivery under the API's names, with its tries. */
export const deliveryView = (delivery: Delivery) => ({
  id: delivery.id,
  webhook_endpoint_id: delivery.endpoint.id,
  event_id: delivery.eventId,
  event: delivery.type,
  status: delivery.status,
  reason: delivery.status === 'failed' ? delivery.reason : null,
  created_at: toTimestamp(delivery.createdAt),
  delivered_at: timestampOrNull(delivery.status === 'delivered' ? delivery.deliveredAt : null),
  next_try_at: timestampOrNull(delivery.status === 'pending' ? delivery.nextTryAt : null),
  tries: delivery.tries.map(tryView),
});

const tryView = ({ at, httpStatus, reason, ms, body }: DeliveryTry) => ({
  at: toTimestamp(at),
  http_status: httpStatus,
  reason,
  ms,
  body,
});
