import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import {
  type DeliveryRequest,
  type EndpointsCall,
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
import { jsonBody } from '../../body/json-body.js';
import { type RestContext } from '../../exchange/context.js';
import { bearerToken } from '../../exchange/credentials.js';
import { writtenQuery } from '../../exchange/written-query.js';
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
  listEndpoints: async (ctx) => answerCall(ctx, await calls.list(withoutBody(ctx)), endpointListBody),
  createEndpoint: async (ctx) => answerCall(ctx, await calls.create(withBody(ctx)), endpointSecretBody, CREATED),
  getEndpoint: async (ctx) => answerCall(ctx, await calls.get(withoutBody(ctx)), endpointBody),
  changeEndpoint: async (ctx) => answerCall(ctx, await calls.change(withBody(ctx)), endpointBody),
  deleteEndpoint: async (ctx) => answerCall(ctx, await calls.remove(withBody(ctx)), endpointRemovedBody),
  rotateEndpointSecret: async (ctx) => answerCall(ctx, await calls.rotateSecret(withBody(ctx)), endpointSecretBody),
  testEndpoint: async (ctx) => answerCall(ctx, await calls.test(withBody(ctx)), deliveryBody),
  listDeliveries: async (ctx) => answerCall(ctx, await calls.deliveries(withoutBody(ctx)), deliveryListBody),
  getDelivery: async (ctx) => answerCall(ctx, await calls.delivery(withoutBody(ctx)), deliveryBody),
  replayDelivery: async (ctx) => answerCall(ctx, await calls.replay(withBody(ctx)), deliveryBody, ACCEPTED),
  replayDeliveries: async (ctx) => answerCall(ctx, await calls.replayMany(withBody(ctx)), replayedBody, ACCEPTED),
});

const withoutBody = (ctx: RestContext): EndpointsCall<DeliveryRequest> => ({
  credentials: bearerToken(ctx.req),
  asked: TE.right({ ...written(ctx), members: new Map() }),
});

const withBody = (ctx: RestContext): EndpointsCall<DeliveryRequest> => ({
  credentials: bearerToken(ctx.req),
  asked: pipe(
    jsonBody(ctx),
    TE.map((members) => ({ ...written(ctx), members })),
  ),
});

/** The path and the query. What is not in the path of a route is empty, and not asked for. */
const written = (ctx: RestContext): Omit<DeliveryRequest, 'members'> => {
  const { webhook_endpoint_id: endpointId = '', delivery_id: deliveryId = '' } = ctx['params'] as {
    readonly webhook_endpoint_id?: string;
    readonly delivery_id?: string;
  };
  return { endpointId, deliveryId, query: writtenQuery(ctx) };
};
