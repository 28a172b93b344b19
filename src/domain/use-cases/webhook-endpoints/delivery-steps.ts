import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { givenFields } from '../../model/given-fields.js';
import { type Delivery } from '../../model/webhook/delivery.js';
import { deliveryCursor } from '../../model/webhook/delivery-cursor.js';
import { type DeliveryList, type DeliveryRequest, type EndpointRequest } from './call.js';
import { findDelivery, findEndpoint, named } from './find.js';
import { type Step, type WebhookEndpointCallsPorts } from './ports.js';
import { parseDeliveryQuery, parseReplay, parseTest } from './query.js';
import { replayMany, replayOne } from './replay.js';
import { testEndpoint } from './test-endpoint.js';
import { type TestPlaces } from './test-places.js';
import { saysNothing, valid } from '../resources/valid.js';

type Ports = WebhookEndpointCallsPorts;

export const listDeliveries = (ports: Ports, account: Account, request: EndpointRequest): Step<DeliveryList> =>
  pipe(
    findEndpoint(ports, account.id, request.endpointId),
    TE.chainW((endpoint) => {
      const scope = { hmac: ports.hmac, account, endpoint: endpoint.id };
      return pipe(
        valid(parseDeliveryQuery(scope, givenFields(request.query))),
        TE.chainW(({ filter, after, limit }) => ports.deliveries.list(endpoint, filter, after, limit)),
        TE.map(({ items, damaged, next }) => {
          damaged.forEach(ports.onDamaged);
          return { deliveries: items, nextCursor: next === null ? null : deliveryCursor(scope, next) };
        }),
      );
    }),
  );

const bothFound = (ports: Ports, account: Account, request: DeliveryRequest) =>
  pipe(
    findEndpoint(ports, account.id, request.endpointId),
    TE.bindTo('endpoint'),
    TE.bindW('delivery', ({ endpoint }) => findDelivery(ports, endpoint, request.deliveryId)),
    TE.tap(() => saysNothing(request)),
  );

export const foundDelivery = (ports: Ports, account: Account, request: DeliveryRequest): Step<Delivery> =>
  pipe(
    bothFound(ports, account, request),
    TE.map(({ delivery }) => delivery),
  );

export const replay = (ports: Ports, account: Account, request: DeliveryRequest): Step<Delivery> =>
  pipe(
    bothFound(ports, account, request),
    TE.chainW(({ endpoint, delivery }) => replayOne(ports, endpoint, delivery)),
  );

export const replayAll = (ports: Ports, account: Account, request: EndpointRequest): Step<number> =>
  pipe(
    named(ports, account, request),
    TE.bindTo('endpoint'),
    TE.bindW('filter', () => valid(parseReplay(request.members))),
    TE.chainW(({ endpoint, filter }) => replayMany(ports, endpoint, filter)),
  );

export const test =
  (inPlace: TestPlaces) =>
  (ports: Ports, account: Account, request: EndpointRequest): Step<Delivery> =>
    pipe(
      named(ports, account, request),
      TE.bindTo('endpoint'),
      TE.bindW('type', () => valid(parseTest(request.members))),
      TE.chainW(({ endpoint, type }) => inPlace(endpoint.id, testEndpoint(ports, endpoint, type))),
    );
