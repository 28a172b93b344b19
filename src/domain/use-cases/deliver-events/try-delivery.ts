import { type Endpoint, type EndpointVerdict, signingSecrets } from '../../model/webhook/endpoint.js';
import { type DeliveryTry } from '../../model/webhook/delivery-try.js';
import { isTestEventId } from '../../model/event/event-id.js';
import { type DueDelivery } from '../../ports/deliveries.js';
import { type WebhookAnswer, type WebhookCall } from '../../ports/webhook-sender.js';
import { type UnrecordedTry } from './lane.js';
import { type DeliverEventsPorts } from './ports.js';

type TryPorts = Pick<DeliverEventsPorts, 'sender' | 'clock' | 'chance' | 'watch'>;

/** Tries a delivery once. It never rejects, and records nothing. */
export const tryDelivery = async (
  ports: TryPorts,
  { delivery, event }: DueDelivery,
  endpoint: Endpoint,
): Promise<UnrecordedTry> => {
  const { url } = endpoint;
  const secrets = signingSecrets(endpoint, ports.clock.now());
  const { made, retryAfter } = await send(ports, { url, secrets, event });
  const endedAt = ports.clock.now();
  ports.watch.onTried(delivery, made);
  return {
    id: delivery.id,
    ended: { made, round: delivery.round, endedAt, retryAfter, chance: ports.chance() },
    // A test says nothing of its endpoint (SHAPES, "A delivery"), also when it is replayed.
    verdict: isTestEventId(delivery.eventId) ? null : { url, at: endedAt, verdict: verdictOf(made) },
  };
};

/** A sender never fails. If it does all the same, that is a failed try, so that nothing is tried without end. */
const send = async ({ sender, clock, watch }: TryPorts, call: WebhookCall): Promise<WebhookAnswer> => {
  const at = clock.now();
  try {
    return await sender.send(call)();
  } catch (cause) {
    watch.onDefect(cause);
    return { made: { at, httpStatus: null, reason: 'interrupted', ms: 0, body: null }, retryAfter: null };
  }
};

const GONE = 410;

const verdictOf = ({ reason, httpStatus }: DeliveryTry): EndpointVerdict['verdict'] => {
  if (reason === null) return 'success';
  return httpStatus === GONE ? 'gone' : 'failure';
};
