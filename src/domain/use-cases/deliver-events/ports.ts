import { type AccountId } from '../../model/account/account.js';
import { type DisabledReason, type EndpointRef } from '../../model/webhook/endpoint.js';
import { type PendingDelivery } from '../../model/webhook/delivery.js';
import { type DeliveryTry } from '../../model/webhook/delivery-try.js';
import { type Chance } from '../../ports/chance.js';
import { type Clock } from '../../ports/clock.js';
import { type Deliveries } from '../../ports/deliveries.js';
import { type EventLog } from '../../ports/event-log.js';
import { type Damaged } from '../../ports/store.js';
import { type WebhookSender } from '../../ports/webhook-sender.js';

export interface DeliverEventsPorts {
  readonly events: Pick<EventLog, 'waiting' | 'relay' | 'onWritten'>;
  readonly deliveries: Pick<Deliveries, 'endpointsDue' | 'due' | 'change' | 'stopAll'>;
  readonly sender: Pick<WebhookSender, 'send'>;
  readonly clock: Clock;
  /** How much of the jitter each wait gets. */
  readonly chance: Chance;
  readonly watch: DeliveryWatch;
  /** How many tries run at once in this process; `MOST_TRIES` if absent. */
  readonly mostTries?: number;
}

/** Who hears what happens, for the log. */
export interface DeliveryWatch {
  /** Events of this account can be read now. */
  readonly onRelayed: (account: AccountId) => void;
  readonly onTried: (delivery: PendingDelivery, made: DeliveryTry) => void;
  /** A try has disabled the endpoint. */
  readonly onDisabled: (endpoint: EndpointRef, reason: DisabledReason) => void;
  /** The store is down: it is asked again, later each time. */
  readonly onUnavailable: (cause: unknown) => void;
  /** Some work was given up because of a defect. The rest goes on. */
  readonly onDefect: (cause: unknown) => void;
  /** Called with each record that is left out because it is damaged. */
  readonly onDamaged: (damaged: Damaged) => void;
}

/** SAFETY R5. */
export const MOST_TRIES = 2_048;
