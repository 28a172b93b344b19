import { type PlacedEvent } from '../event/event.js';
import { type Instant } from '../time.js';
import { type Delivery, deliveryIdOf, newDelivery } from './delivery.js';
import { type Endpoint, type EndpointRef, refOfEndpoint, wants } from './endpoint.js';

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
    .map((endpoint) => {
      const subject = { endpoint: refOfEndpoint(endpoint), id: deliveryIdOf(id, endpoint.id), eventId: id };
      return newDelivery({ ...subject, type, eventAt: at }, endpoint.disabled !== null, now);
    });
