import { type AccountId } from '../../../src/domain/model/account/account.js';
import { type Day, type DayCounts } from '../../../src/domain/model/event/activity.js';
import { type LoggedEvent } from '../../../src/domain/model/event/event.js';
import { type EventPlace, NO_PLACE } from '../../../src/domain/model/event/event-id.js';
import { type Delivery, type DeliveryId } from '../../../src/domain/model/webhook/delivery.js';
import { type LastSeen } from '../../../src/domain/model/account/last-seen.js';
import { type Endpoint, type EndpointId } from '../../../src/domain/model/webhook/endpoint.js';

/** What is kept of one account. The index of an event is its place less one. */
export interface AccountState {
  readonly log: LoggedEvent[];
  /** The events up to here are relayed. */
  relayed: number;
  lastSeen: LastSeen;
  readonly counts: Map<Day, DayCounts>;
  /** In the order in which they were made. */
  readonly endpoints: Map<EndpointId, Endpoint>;
  readonly deliveries: Map<EndpointId, Map<DeliveryId, Delivery>>;
}

/** Events, endpoints and deliveries of all accounts. */
export type MemoryState = Map<AccountId, AccountState>;

/** The state of an account, which is made when it is first looked at. */
export const stateOf = (state: MemoryState, account: AccountId): AccountState => {
  const known = state.get(account);
  if (known !== undefined) return known;
  const made: AccountState = {
    log: [],
    relayed: 0,
    lastSeen: { sentAt: null, statusAt: null },
    counts: new Map(),
    endpoints: new Map(),
    deliveries: new Map(),
  };
  state.set(account, made);
  return made;
};

export const newestPlace = ({ log }: AccountState): EventPlace => (NO_PLACE + log.length) as EventPlace;
