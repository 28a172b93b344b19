import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../model/account/account.js';
import { type FeatureLimitExceeded, type Invalid, type Unavailable } from '../../model/errors.js';
import { type GivenMembers } from '../../model/given-members.js';
import { type Instant } from '../../model/time.js';
import { type Endpoint, type EndpointDraft, endpointId } from '../../model/webhook/endpoint.js';
import { type EndpointRequestDraft, parseEndpointDraft } from '../../model/webhook/endpoint-members.js';
import { webhookSecret } from '../../model/webhook/webhook-secret.js';
import { type Clock } from '../../ports/clock.js';
import { type RandomKey } from '../../ports/random-key.js';
import { type WebhookEndpoints } from '../../ports/webhook-endpoints.js';
import { type CheckUrlPorts, withCallableUrl } from './check-url.js';

export interface CreateEndpointPorts extends CheckUrlPorts {
  readonly endpoints: Pick<WebhookEndpoints, 'create'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly randomKey: RandomKey;
}

/** Makes an endpoint with a new secret. `members` are `url`, `events`, `description` and `enabled`. */
export const createEndpoint = (
  ports: CreateEndpointPorts,
  account: AccountId,
  members: GivenMembers,
): TE.TaskEither<Invalid | FeatureLimitExceeded | Unavailable, Endpoint> =>
  pipe(
    withCallableUrl(ports, members, parseEndpointDraft(members)),
    TE.chainW((asked) => ports.endpoints.create(draftOf(ports, account, asked, ports.clock.now()))),
  );

const draftOf = (
  { randomKey }: CreateEndpointPorts,
  accountId: AccountId,
  { url, events = null, description = null, enabled = true }: EndpointRequestDraft,
  now: Instant,
): EndpointDraft => ({
  accountId,
  id: endpointId(randomKey()),
  url,
  events,
  description,
  disabled: enabled ? null : { reason: 'by_hand', at: now },
  failingSince: null,
  lastSuccessAt: null,
  secret: webhookSecret(randomKey()),
  oldSecret: null,
  createdAt: now,
  updatedAt: now,
});
