import { type LoggedEvent } from '../event/event.js';
import { testEventId } from '../event/event-id.js';
import { exampleEvent } from '../event/example-event.js';
import { type EventType } from '../event/event-type.js';
import { type Instant } from '../time.js';
import { type Delivery, type DeliverySubject, deliveryBase, newDelivery } from './delivery.js';
import { type DeliveryTry } from './delivery-try.js';
import { type EndpointRef } from './endpoint.js';
import { subjectOf } from './event-deliveries.js';

/** What a test of an endpoint delivers. `random` has at least 16 characters of base64url. */
export const testSubject = (endpoint: EndpointRef, type: EventType, at: Instant, random: string): DeliverySubject =>
  subjectOf(endpoint, testEventId(random), type, at);

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
