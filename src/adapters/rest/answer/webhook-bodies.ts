import { deliveryView, endpointView, endpointWithSecretView } from '../../../api/webhook-view.js';
import { type Delivery } from '../../../domain/model/webhook/delivery.js';
import { type Endpoint, type EndpointId } from '../../../domain/model/webhook/endpoint.js';
import { type DeliveryList } from '../../../domain/use-cases/webhook-endpoints/call.js';
import {
  type DeliveriesReplayedBody,
  type DeliveryBody,
  type DeliveryListBody,
  type EndpointBody,
  type EndpointListBody,
  type EndpointRemovedBody,
  type EndpointSecretBody,
} from './api-types.js';
import { type AnswerMeta } from './envelope.js';

/** The body of one endpoint. */
export const endpointBody = (endpoint: Endpoint, meta: AnswerMeta): EndpointBody => ({
  success: true,
  data: endpointView(endpoint),
  meta,
});

/** The body of an endpoint that was just given a secret. */
export const endpointSecretBody = (endpoint: Endpoint, meta: AnswerMeta): EndpointSecretBody => ({
  success: true,
  data: endpointWithSecretView(endpoint),
  meta,
});

/** The body of all endpoints: one page has them all. */
export const endpointListBody = (endpoints: readonly Endpoint[], meta: AnswerMeta): EndpointListBody => ({
  success: true,
  data: { webhook_endpoints: endpoints.map(endpointView), next_cursor: null },
  meta,
});

export const endpointRemovedBody = (id: EndpointId, meta: AnswerMeta): EndpointRemovedBody => ({
  success: true,
  data: { id, deleted: true },
  meta,
});

/** The body of one delivery. */
export const deliveryBody = (delivery: Delivery, meta: AnswerMeta): DeliveryBody => ({
  success: true,
  data: deliveryView(delivery),
  meta,
});

/** The body of a page of deliveries. */
export const deliveryListBody = ({ deliveries, nextCursor }: DeliveryList, meta: AnswerMeta): DeliveryListBody => ({
  success: true,
  data: { deliveries: deliveries.map(deliveryView), next_cursor: nextCursor },
  meta,
});

/** How many deliveries were made due. */
export const replayedBody = (replayed: number, meta: AnswerMeta): DeliveriesReplayedBody => ({
  success: true,
  data: { replayed },
  meta,
});
