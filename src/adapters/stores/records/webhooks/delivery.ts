import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type AccountId } from '../../../../domain/model/account/account.js';
import { eventTypes } from '../../../../domain/model/event/event-type.js';
import {
  type DeliveredDelivery,
  type Delivery,
  type FailedDelivery,
  type PendingDelivery,
} from '../../../../domain/model/webhook/delivery.js';
import { type DeliveryTry, tryReasons } from '../../../../domain/model/webhook/delivery-try.js';
import { type EndpointId, type EndpointRef } from '../../../../domain/model/webhook/endpoint.js';
import {
  accountId,
  deliveryId,
  endpointId,
  eventId,
  type Fields,
  instant,
  literals,
  natural,
  nullable,
  positive,
  strict,
  unionBy,
} from '../codecs.js';

/** A delivery with the ids of its endpoint beside the other fields, so that a store can look it up by them. */
type FlatDelivery<A> = A extends { readonly endpoint: EndpointRef }
  ? Omit<A, 'endpoint'> & { readonly accountId: AccountId; readonly endpointId: EndpointId }
  : never;

const oneTry = strict<DeliveryTry>('try', {
  at: instant,
  httpStatus: nullable(positive),
  reason: nullable(literals('try reason', tryReasons)),
  ms: t.number,
  body: nullable(t.string),
});

const base: Fields<Omit<FlatDelivery<FailedDelivery>, 'status' | 'reason'>> = {
  accountId,
  endpointId,
  id: deliveryId,
  eventId,
  type: literals('event type', eventTypes),
  eventAt: instant,
  createdAt: instant,
  tries: t.readonlyArray(oneTry),
  used: natural,
  erased: t.boolean,
  round: natural,
};

const flat = unionBy<FlatDelivery<Delivery>, 'status'>('delivery', 'status', {
  pending: strict<FlatDelivery<PendingDelivery>>('pending delivery', {
    ...base,
    status: t.literal('pending'),
    nextTryAt: instant,
  }),
  delivered: strict<FlatDelivery<DeliveredDelivery>>('delivered delivery', {
    ...base,
    status: t.literal('delivered'),
    deliveredAt: instant,
  }),
  failed: strict<FlatDelivery<FailedDelivery>>('failed delivery', {
    ...base,
    status: t.literal('failed'),
    reason: nullable(t.literal('endpoint_disabled')),
  }),
});

const flattened = ({ endpoint, ...rest }: Delivery): FlatDelivery<Delivery> => ({
  ...rest,
  accountId: endpoint.accountId,
  endpointId: endpoint.id,
});

const hasEndpoint = t.type({ endpoint: t.UnknownRecord });

/** A delivery as a store keeps it. Which fields it has depends on its status. */
export const deliveryRecord = new t.Type<Delivery, unknown>(
  'delivery',
  (value): value is Delivery => hasEndpoint.is(value) && flat.is(flattened(value as unknown as Delivery)),
  (value, context) => {
    const read = flat.validate(value, context);
    if (E.isLeft(read)) return read;
    const { accountId: account, endpointId: id, ...rest } = read.right;
    return t.success({ ...rest, endpoint: { accountId: account, id } });
  },
  (delivery) => flat.encode(flattened(delivery)),
);
