import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account, type AccountId } from '../../model/account/account.js';
import { type Invalid, type NotFound, type Unavailable } from '../../model/errors.js';
import { type Delivery, isDeliveryId } from '../../model/webhook/delivery.js';
import { type Endpoint, type EndpointRef, isEndpointId } from '../../model/webhook/endpoint.js';
import { type Deliveries } from '../../ports/deliveries.js';
import { type WebhookEndpoints } from '../../ports/webhook-endpoints.js';
import { type EndpointRequest } from './call.js';
import { noQuery, valid } from '../resources/valid.js';

export interface FindEndpointPorts {
  readonly endpoints: Pick<WebhookEndpoints, 'byId'>;
}

export interface FindDeliveryPorts {
  readonly deliveries: Pick<Deliveries, 'byId'>;
}

type Found<A> = TE.TaskEither<NotFound | Unavailable, A>;

export const noEndpoint: NotFound = { _tag: 'NotFound', what: 'webhook_endpoint' };
const noDelivery: NotFound = { _tag: 'NotFound', what: 'delivery' };

/** An endpoint of an account by its id as a caller wrote it. */
export const findEndpoint = ({ endpoints }: FindEndpointPorts, account: AccountId, written: string): Found<Endpoint> =>
  isEndpointId(written)
    ? pipe(endpoints.byId(account, written), TE.chainW(TE.fromOption(() => noEndpoint)))
    : TE.left(noEndpoint);

/** A delivery of an endpoint by its id as a caller wrote it. */
export const findDelivery = (
  { deliveries }: FindDeliveryPorts,
  endpoint: EndpointRef,
  written: string,
): Found<Delivery> =>
  isDeliveryId(written)
    ? pipe(deliveries.byId(endpoint, written), TE.chainW(TE.fromOption(() => noDelivery)))
    : TE.left(noDelivery);

/** The endpoint of a request without a query. */
export const named = (
  ports: FindEndpointPorts,
  account: Pick<Account, 'id'>,
  request: EndpointRequest,
): TE.TaskEither<NotFound | Unavailable | Invalid, Endpoint> =>
  pipe(
    findEndpoint(ports, account.id, request.endpointId),
    TE.tap(() => valid(noQuery(request))),
  );
