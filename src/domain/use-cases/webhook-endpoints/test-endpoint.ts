import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type EventPlace } from '../../model/event/event-id.js';
import { type EventType } from '../../model/event/event-type.js';
import { type Delivery } from '../../model/webhook/delivery.js';
import { type Endpoint, signingSecrets } from '../../model/webhook/endpoint.js';
import { exampleOf, testedDelivery, testSubject } from '../../model/webhook/test-delivery.js';
import { type Clock } from '../../ports/clock.js';
import { type Deliveries } from '../../ports/deliveries.js';
import { type EventLog } from '../../ports/event-log.js';
import { type RandomKey } from '../../ports/random-key.js';
import { type Stored } from '../../ports/store.js';
import { type WebhookSender } from '../../ports/webhook-sender.js';

export interface TestEndpointPorts {
  readonly events: Pick<EventLog, 'newest'>;
  readonly deliveries: Pick<Deliveries, 'add'>;
  readonly sender: Pick<WebhookSender, 'send'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly randomKey: RandomKey;
}

/**
 * Sends a made-up event at once and once, whatever the endpoint wants and whether or not it is enabled. What comes of it
 * is in its log and says nothing of its health.
 */
export const testEndpoint = (ports: TestEndpointPorts, endpoint: Endpoint, type: EventType): Stored<Delivery> =>
  pipe(
    ports.events.newest(endpoint.accountId),
    TE.chain((place) => tested(ports, endpoint, type, place)),
  );

const tested = (
  { clock, sender, deliveries, randomKey }: TestEndpointPorts,
  endpoint: Endpoint,
  type: EventType,
  place: EventPlace,
): Stored<Delivery> => {
  const at = clock.now();
  const subject = testSubject(endpoint, type, place, at, randomKey());
  const call = { url: endpoint.url, secrets: signingSecrets(endpoint, at), event: exampleOf(subject) };
  return pipe(
    TE.fromTask(sender.send(call)),
    TE.map(({ made }) => testedDelivery(subject, made, clock.now())),
    TE.tap(deliveries.add),
  );
};
