import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Hmac } from '../../model/hmac.js';
import { type Clock } from '../../ports/clock.js';
import { type Deliveries } from '../../ports/deliveries.js';
import { type EventLog } from '../../ports/event-log.js';
import { type RandomKey } from '../../ports/random-key.js';
import { type Damaged } from '../../ports/store.js';
import { type WebhookEndpoints } from '../../ports/webhook-endpoints.js';
import { type WebhookSender } from '../../ports/webhook-sender.js';
import { type AdmitPorts } from '../admit.js';
import { type EndpointsError } from './call.js';

export interface WebhookEndpointCallsPorts extends AdmitPorts {
  readonly endpoints: WebhookEndpoints;
  readonly events: Pick<EventLog, 'newest'>;
  readonly deliveries: Pick<Deliveries, 'byId' | 'list' | 'change' | 'add' | 'stopAll' | 'replayAll'>;
  readonly sender: WebhookSender;
  readonly clock: Clock;
  readonly randomKey: RandomKey;
  readonly hmac: Hmac;
  /** Called with each record that a list leaves out because it is damaged. */
  readonly onDamaged: (damaged: Damaged) => void;
}

/** What a call comes to once its caller is admitted. */
export type Step<A> = TE.TaskEither<EndpointsError, A>;
