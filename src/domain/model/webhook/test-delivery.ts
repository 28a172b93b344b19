import { type LoggedEvent } from '../event/event.js';
import { type EventPlace, testEventId } from '../event/event-id.js';
import { exampleEvent } from '../event/example-event.js';
import { type EventType } from '../event/event-type.js';
import { type Instant } from '../time.js';
import { type Delivery, deliveryBase, type DeliverySubject, newDelivery, testDeliveryId } from './delivery.js';
import { type DeliveryTry } from './delivery-try.js';
import { type EndpointRef, refOfEndpoint } from './endpoint.js';

/**
 * What a test of an endpoint delivers, made when the account's newest event was at `place`. `random` has at least 20
 * characters of base64url.
 */
export const testSubject = (
  endpoint: EndpointRef,
  type: EventType,
  place: EventPlace,
  at: Instant,
  random: string,
): DeliverySubject => ({
  endpoint: refOfEndpoint(endpoint),
  id: testDeliveryId(place, at, random.slice(16), endpoint.id),
  eventId: testEventId(random),
  type,
  eventAt: at,
});

/** The event of a test's delivery. It is kept nowhere, and the same each time. */
export const exampleOf = ({
  endpoint,
  eventId,
  type,
  eventAt,
}: Pick<DeliverySubject, 'endpoint' | 'eventId' | 'type' | 'eventAt'>): LoggedEvent => ({
  id: eventId,
  event: exampleEvent(type, endpoint.accountId, eventAt),
});

/** The delivery of a test after its one try. */
export const testedDelivery = (subject: DeliverySubject, made: DeliveryTry, endedAt: Instant): Delivery => {
  const base = { ...deliveryBase(newDelivery(subject, false, subject.eventAt)), tries: [made], used: 1 };
  return made.reason === null
    ? { ...base, status: 'delivered', deliveredAt: endedAt }
    : { ...base, status: 'failed', reason: null };
};
