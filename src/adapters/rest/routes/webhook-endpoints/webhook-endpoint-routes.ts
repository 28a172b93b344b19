import {
  type DeliveryRequest,
  type WebhookEndpointCalls,
} from '../../../../domain/use-cases/webhook-endpoints/call.js';
import { answerCall } from '../../answer/answer-call.js';
import {
  deliveryBody,
  deliveryListBody,
  endpointBody,
  endpointListBody,
  endpointRemovedBody,
  endpointSecretBody,
  replayedBody,
} from '../../answer/webhook-bodies.js';
import { type RestContext } from '../../exchange/context.js';
import { withBody, withoutBody } from '../resource-call.js';
import { type RouteHandlers } from '../routes.js';

type WebhookEndpointHandlers = Pick<
  RouteHandlers,
  | 'listEndpoints'
  | 'createEndpoint'
  | 'getEndpoint'
  | 'changeEndpoint'
  | 'deleteEndpoint'
  | 'rotateEndpointSecret'
  | 'testEndpoint'
  | 'listDeliveries'
  | 'getDelivery'
  | 'replayDelivery'
  | 'replayDeliveries'
>;

const CREATED = (): number => 201;
const ACCEPTED = (): number => 202;

/** The routes under `/webhook-endpoints`. */
export const webhookEndpointRoutes = (calls: WebhookEndpointCalls): WebhookEndpointHandlers => ({
  listEndpoints: async (ctx) => answerCall(ctx, await calls.list(withoutBody(ctx, pathOf(ctx))), endpointListBody),
  createEndpoint: async (ctx) =>
    answerCall(ctx, await calls.create(withBody(ctx, pathOf(ctx))), endpointSecretBody, CREATED),
  getEndpoint: async (ctx) => answerCall(ctx, await calls.get(withoutBody(ctx, pathOf(ctx))), endpointBody),
  changeEndpoint: async (ctx) => answerCall(ctx, await calls.change(withBody(ctx, pathOf(ctx))), endpointBody),
  deleteEndpoint: async (ctx) => answerCall(ctx, await calls.remove(withBody(ctx, pathOf(ctx))), endpointRemovedBody),
  rotateEndpointSecret: async (ctx) =>
    answerCall(ctx, await calls.rotateSecret(withBody(ctx, pathOf(ctx))), endpointSecretBody),
  testEndpoint: async (ctx) => answerCall(ctx, await calls.test(withBody(ctx, pathOf(ctx))), deliveryBody),
  listDeliveries: async (ctx) =>
    answerCall(ctx, await calls.deliveries(withoutBody(ctx, pathOf(ctx))), deliveryListBody),
  getDelivery: async (ctx) => answerCall(ctx, await calls.delivery(withoutBody(ctx, pathOf(ctx))), deliveryBody),
  replayDelivery: async (ctx) =>
    answerCall(ctx, await calls.replay(withBody(ctx, pathOf(ctx))), deliveryBody, ACCEPTED),
  replayDeliveries: async (ctx) =>
    answerCall(ctx, await calls.replayMany(withBody(ctx, pathOf(ctx))), replayedBody, ACCEPTED),
});

/** What the path names. What is not in the path of a route is empty, and not asked for. */
const pathOf = (ctx: RestContext): Pick<DeliveryRequest, 'endpointId' | 'deliveryId'> => {
  const { webhook_endpoint_id: endpointId = '', delivery_id: deliveryId = '' } = ctx['params'] as {
    readonly webhook_endpoint_id?: string;
    readonly delivery_id?: string;
  };
  return { endpointId, deliveryId };
};
