import fc from 'fast-check';
import { eventTypes } from '../../src/domain/model/event/event-type.js';
import { type EventPlace, testEventId } from '../../src/domain/model/event/event-id.js';
import { type Delivery, deliveryIdOf } from '../../src/domain/model/webhook/delivery.js';
import { type DeliveryTry, tryReasons } from '../../src/domain/model/webhook/delivery-try.js';
import {
  disabledReasons,
  type Endpoint,
  endpointId,
  type EndpointUrl,
  refOfEndpoint,
} from '../../src/domain/model/webhook/endpoint.js';
import { webhookSecret } from '../../src/domain/model/webhook/webhook-secret.js';
import { ACME, OTHER } from '../contracts/support.js';
import { anyEventId, anyInstant, anyRandom } from './any-event.js';

const orNull = <A>(some: fc.Arbitrary<A>): fc.Arbitrary<A | null> => fc.option(some, { nil: null });
const anySecret = anyRandom.map(webhookSecret);

export const anyEndpoint: fc.Arbitrary<Endpoint> = fc.record({
  accountId: fc.constantFrom(ACME, OTHER),
  id: anyRandom.map(endpointId),
  url: fc.webUrl().map((url) => url as EndpointUrl),
  events: orNull(fc.subarray([...eventTypes])),
  description: orNull(fc.string({ unit: 'grapheme' })),
  disabled: orNull(fc.record({ reason: fc.constantFrom(...disabledReasons), at: anyInstant })),
  failingSince: orNull(anyInstant),
  lastSuccessAt: orNull(anyInstant),
  secret: anySecret,
  oldSecret: orNull(fc.record({ secret: anySecret, validUntil: anyInstant })),
  behind: fc.maxSafeNat().map((place) => place as EventPlace),
  createdAt: anyInstant,
  updatedAt: anyInstant,
});

const anyTry: fc.Arbitrary<DeliveryTry> = fc.record({
  at: anyInstant,
  httpStatus: orNull(fc.integer({ min: 100, max: 599 })),
  reason: orNull(fc.constantFrom(...tryReasons)),
  ms: fc.nat(),
  body: orNull(fc.string({ unit: 'grapheme' })),
});

const anyEnd = fc.oneof(
  anyInstant.map((nextTryAt) => ({ status: 'pending' as const, nextTryAt })),
  anyInstant.map((deliveredAt) => ({ status: 'delivered' as const, deliveredAt })),
  fc.constantFrom(null, 'endpoint_disabled' as const).map((reason) => ({ status: 'failed' as const, reason })),
);

export const anyDelivery: fc.Arbitrary<Delivery> = fc
  .record({
    endpoint: anyEndpoint.map(refOfEndpoint),
    eventId: fc.oneof(anyEventId, anyRandom.map(testEventId)),
    base: fc.record({
      type: fc.constantFrom(...eventTypes),
      eventAt: anyInstant,
      createdAt: anyInstant,
      tries: fc.array(anyTry, { maxLength: 3 }),
      used: fc.nat(),
      erased: fc.boolean(),
      round: fc.nat(),
    }),
    end: anyEnd,
  })
  .map(({ endpoint, eventId, base, end }) => ({
    endpoint,
    id: deliveryIdOf(eventId, endpoint.id),
    eventId,
    ...base,
    ...end,
  }));
