import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Invalid, type NotFound, type Unavailable } from '../../model/errors.js';
import { type GivenMembers } from '../../model/given-members.js';
import { changedEndpoint, type Endpoint, type EndpointChanges, withNewSecret } from '../../model/webhook/endpoint.js';
import { parseEndpointChanges } from '../../model/webhook/endpoint-members.js';
import { webhookSecret } from '../../model/webhook/webhook-secret.js';
import { type Clock } from '../../ports/clock.js';
import { type Deliveries } from '../../ports/deliveries.js';
import { type RandomKey } from '../../ports/random-key.js';
import { type Stored } from '../../ports/store.js';
import { type WebhookEndpoints } from '../../ports/webhook-endpoints.js';
import { type CheckUrlPorts, withCallableUrl } from './check-url.js';
import { noEndpoint } from './find.js';

export interface ChangeEndpointPorts extends CheckUrlPorts {
  readonly endpoints: Pick<WebhookEndpoints, 'update'>;
  readonly deliveries: Pick<Deliveries, 'stopAll'>;
  readonly clock: Pick<Clock, 'now'>;
}

type Changed<Fault = never> = TE.TaskEither<Fault | NotFound | Unavailable, Endpoint>;

/**
 * Changes what `members` name: `url`, `events`, `description`, `enabled`. What waits for an endpoint that is disabled is
 * stopped; what still waits from that time is so before it is enabled.
 */
export const changeEndpoint = (
  ports: ChangeEndpointPorts,
  endpoint: Endpoint,
  members: GivenMembers,
): Changed<Invalid> =>
  pipe(
    withCallableUrl(ports, members, parseEndpointChanges(members)),
    TE.chainW((changes) => applied(ports, endpoint, changes)),
  );

const applied = (ports: ChangeEndpointPorts, endpoint: Endpoint, changes: EndpointChanges): Changed => {
  if (Object.keys(changes).length === 0) return TE.right(endpoint);
  const isEnabling = changes.enabled === true && endpoint.disabled !== null;
  return pipe(
    stoppedIf(ports, endpoint, isEnabling),
    TE.chainW(() => updated(ports, endpoint, (one) => changedEndpoint(one, changes, ports.clock.now()))),
    TE.tap(() => stoppedIf(ports, endpoint, changes.enabled === false)),
  );
};

const stoppedIf = ({ deliveries }: ChangeEndpointPorts, endpoint: Endpoint, isAsked: boolean): Stored<unknown> =>
  isAsked ? deliveries.stopAll(endpoint) : TE.right(undefined);

const updated = (
  { endpoints }: Pick<ChangeEndpointPorts, 'endpoints'>,
  { accountId, id }: Endpoint,
  change: (endpoint: Endpoint) => Endpoint,
): Changed => pipe(endpoints.update(accountId, id, change), TE.chainW(TE.fromOption(() => noEndpoint)));

/** Gives an endpoint a new secret. The former one signs too for a day. */
export const rotateSecret = (
  ports: Pick<ChangeEndpointPorts, 'endpoints' | 'clock'> & { readonly randomKey: RandomKey },
  endpoint: Endpoint,
): Changed => {
  const secret = webhookSecret(ports.randomKey());
  return updated(ports, endpoint, (one) => withNewSecret(one, secret, ports.clock.now()));
};
