import { type EventId } from '../event/event-id.js';
import { type EventType } from '../event/event-type.js';
import { type PlacedEvent } from '../event/event.js';
import { type Instant } from '../time.js';
import { type Delivery, deliveryIdOf, type DeliverySubject, newDelivery } from './delivery.js';
import { type Endpoint, type EndpointRef, refOfEndpoint, wants } from './endpoint.js';

/** What the one delivery of an event to an endpoint is of. */
export const subjectOf = (endpoint: EndpointRef, eventId: EventId, type: EventType, at: Instant): DeliverySubject => ({
  endpoint: refOfEndpoint(endpoint),
  id: deliveryIdOf(eventId, endpoint.id),
  eventId,
  type,
  eventAt: at,
});

/** What decides whether an endpoint gets an event. */
type Receiver = Pick<Endpoint, keyof EndpointRef | 'events' | 'behind' | 'disabled'>;

/** The deliveries of an event: one to each endpoint that was there when it happened and wants it. */
export const deliveriesOf = (
  endpoints: readonly Receiver[],
  { id, event: { type, at }, place }: PlacedEvent,
  now: Instant,
): readonly Delivery[] =>
  endpoints
    .filter((endpoint) => place > endpoint.behind && wants(endpoint, type))
    .map((endpoint) => newDelivery(subjectOf(endpoint, id, type, at), endpoint.disabled !== null, now));
