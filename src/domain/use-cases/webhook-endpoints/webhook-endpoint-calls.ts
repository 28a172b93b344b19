import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Endpoint, type EndpointId } from '../../model/webhook/endpoint.js';
import { answerResource } from '../resources/answer-resource.js';
import { type ResourceRequest } from '../resources/call.js';
import { noQuery, saysNothing, valid } from '../resources/valid.js';
import { type EndpointRequest, type WebhookEndpointCalls } from './call.js';
import { changeEndpoint, rotateSecret } from './change-endpoint.js';
import { createEndpoint } from './create-endpoint.js';
import { foundDelivery, listDeliveries, replay, replayAll, test } from './delivery-steps.js';
import { findEndpoint, named, noEndpoint } from './find.js';
import { type Step, type WebhookEndpointCallsPorts } from './ports.js';
import { makeTestPlaces } from './test-places.js';

type Ports = WebhookEndpointCallsPorts;

export const makeWebhookEndpointCalls = (ports: Ports): WebhookEndpointCalls => {
  const inPlace = makeTestPlaces();
  return {
    list: (call) => answerResource(ports, 'webhooks:read', call, list),
    create: (call) => answerResource(ports, 'webhooks:write', call, create),
    get: (call) => answerResource(ports, 'webhooks:read', call, found),
    change: (call) => answerResource(ports, 'webhooks:write', call, change),
    rotateSecret: (call) => answerResource(ports, 'webhooks:write', call, rotate),
    remove: (call) => answerResource(ports, 'webhooks:write', call, remove),
    deliveries: (call) => answerResource(ports, 'webhooks:read', call, listDeliveries),
    delivery: (call) => answerResource(ports, 'webhooks:read', call, foundDelivery),
    replay: (call) => answerResource(ports, 'webhooks:write', call, replay),
    replayMany: (call) => answerResource(ports, 'webhooks:write', call, replayAll),
    test: (call) => answerResource(ports, 'webhooks:write', call, test(inPlace)),
  };
};

const list = (ports: Ports, account: Account, request: ResourceRequest): Step<readonly Endpoint[]> =>
  pipe(
    saysNothing(request),
    TE.chainW(() => ports.endpoints.list(account.id)),
    TE.map(({ items, damaged }) => {
      damaged.forEach(ports.onDamaged);
      return items;
    }),
  );

const create = (ports: Ports, account: Account, request: ResourceRequest): Step<Endpoint> =>
  pipe(
    valid(noQuery(request)),
    TE.chainW(() => createEndpoint(ports, account.id, request.members)),
  );

/** The endpoint of a request that says nothing else. */
const found = (ports: Ports, account: Account, request: EndpointRequest): Step<Endpoint> =>
  pipe(
    findEndpoint(ports, account.id, request.endpointId),
    TE.tap(() => saysNothing(request)),
  );

const change = (ports: Ports, account: Account, request: EndpointRequest): Step<Endpoint> =>
  pipe(
    named(ports, account, request),
    TE.chainW((endpoint) => changeEndpoint(ports, endpoint, request.members)),
  );

const rotate = (ports: Ports, account: Account, request: EndpointRequest): Step<Endpoint> =>
  pipe(
    found(ports, account, request),
    TE.chainW((endpoint) => rotateSecret(ports, endpoint)),
  );

const remove = (ports: Ports, account: Account, request: EndpointRequest): Step<EndpointId> =>
  pipe(
    found(ports, account, request),
    TE.chainW(({ id }) =>
      pipe(
        ports.endpoints.remove(account.id, id),
        TE.filterOrElseW(
          (removed) => removed,
          () => noEndpoint,
        ),
        TE.map(() => id),
      ),
    ),
  );
