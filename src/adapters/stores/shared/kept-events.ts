import { type AccountId } from '../../../domain/model/account/account.js';
import { type Day, type DayCounts } from '../../../domain/model/event/activity.js';
import { type LoggedEvent } from '../../../domain/model/event/event.js';
import { type EventPlace } from '../../../domain/model/event/event-id.js';
import { type LastSeen } from '../../../domain/model/account/last-seen.js';
import { type Endpoint } from '../../../domain/model/webhook/endpoint.js';

/** An endpoint, and which of its account's slots it takes: 1 for the first. */
export interface KeptEndpoint {
  readonly endpoint: Endpoint;
  readonly slot: number;
}

export interface KeptEvent {
  readonly accountId: AccountId;
  readonly place: EventPlace;
  readonly logged: LoggedEvent;
}

/** What is counted of a day: the events up to a place. */
export interface KeptDay {
  readonly accountId: AccountId;
  readonly day: Day;
  readonly counts: DayCounts;
  readonly upTo: EventPlace;
}

/** How far an account's events are relayed. */
export interface KeptRelay extends LastSeen {
  readonly accountId: AccountId;
  readonly cursor: EventPlace;
  /** The next place is above this one. Only a restore raises it above the newest event. */
  readonly floor: EventPlace;
}
