import { type LoggedEvent, type OutboundEvent } from '../../../src/domain/model/event/event.js';
import { eventIdAt, type EventPlace } from '../../../src/domain/model/event/event-id.js';
import { type Deliveries } from '../../../src/domain/ports/deliveries.js';
import { type EventLog } from '../../../src/domain/ports/event-log.js';
import { type WebhookEndpoints } from '../../../src/domain/ports/webhook-endpoints.js';
import { memoryDeliveries } from './deliveries.js';
import { memoryEndpoints } from './endpoints.js';
import { memoryEventLog } from './event-log.js';
import { type MemoryState, stateOf } from './state.js';

export interface MemoryWebhooks {
  readonly events: EventLog;
  readonly endpoints: WebhookEndpoints;
  readonly deliveries: Deliveries;
  /** What a store does in the write of a change: the event has its place, and waits to be relayed. */
  readonly append: (event: OutboundEvent) => LoggedEvent;
}

/** The three ports over maps, for tests of what stands on them. */
export const memoryWebhooks = (): MemoryWebhooks => {
  const state: MemoryState = new Map();
  const listeners = new Set<() => void>();
  return {
    events: memoryEventLog(state, listeners),
    endpoints: memoryEndpoints(state),
    deliveries: memoryDeliveries(state),
    append: (event) => {
      const { log } = stateOf(state, event.accountId);
      const place = (log.length + 1) as EventPlace;
      const logged = { id: eventIdAt(place, String(place).padStart(8, 'm')), event };
      log.push(logged);
      for (const listener of listeners) queueMicrotask(listener);
      return logged;
    },
  };
};
