import { type Option } from 'fp-ts/lib/Option.js';
import { type EventType } from '../model/event/event-type.js';
import { type LoggedEvent } from '../model/event/event.js';
import { type Instant } from '../model/time.js';
import {
  type Delivery,
  type DeliveryId,
  type DeliveryStatus,
  type PendingDelivery,
} from '../model/webhook/delivery.js';
import { type Endpoint, type EndpointRef } from '../model/webhook/endpoint.js';
import { type Damaged, type Listing, type Stored } from './store.js';

/** Which deliveries of an endpoint to list. A condition that is null does not apply. */
export interface DeliveryFilter {
  readonly status: DeliveryStatus | null;
  readonly type: EventType | null;
}

/** Some of an endpoint's deliveries, newest first. */
export interface DeliveryPage extends Listing<Delivery> {
  /** The delivery after which the next page starts; null on the last page. */
  readonly next: DeliveryId | null;
}

/** Which deliveries to replay. */
export interface ReplayFilter {
  /** Null: every status. */
  readonly status: DeliveryStatus | null;
  /** Of the event's time; included. */
  readonly since: Instant;
  /** Of the event's time; excluded. Null: no bound. */
  readonly until: Instant | null;
}

/** A delivery to try, with its event as it is now. */
export interface DueDelivery {
  readonly delivery: PendingDelivery;
  readonly event: LoggedEvent;
}

/** The work of an endpoint. */
export interface DueWork {
  /** The endpoint as it is now. */
  readonly endpoint: Endpoint;
  readonly due: readonly DueDelivery[];
  readonly damaged: readonly Damaged[];
}

/** A change of one delivery. */
export interface DeliveryChange {
  readonly id: DeliveryId;
  readonly change: (delivery: Delivery) => Delivery;
}

/** The deliveries of all endpoints. Relaying makes them: see `EventLog`. */
export interface Deliveries {
  readonly byId: (endpoint: EndpointRef, id: DeliveryId) => Stored<Option<Delivery>>;
  /**
   * The endpoint's deliveries that fit the filter, newest first, from the one after `after` on, at most `limit`. A page
   * may have fewer and still have a `next`: the work of one call is bounded.
   */
  readonly list: (
    endpoint: EndpointRef,
    filter: DeliveryFilter,
    after: DeliveryId | null,
    limit: number,
  ) => Stored<DeliveryPage>;
  /**
   * Endpoints with deliveries that are due at `now`, enabled or not, of the accounts that this process works for: see
   * `EventLog.waiting`. Its cost grows with the number of endpoints that have any pending, not with their deliveries.
   */
  readonly endpointsDue: (now: Instant) => Stored<readonly EndpointRef[]>;
  /**
   * Deliveries of an endpoint that are due at `now`, those that were due first come first, at most `limit`; none if the
   * endpoint is gone, or its account is another process's by now. A delivery whose event is gone is left out, and ends
   * as `failed`.
   */
  readonly due: (endpoint: EndpointRef, now: Instant, limit: number) => Stored<Option<DueWork>>;
  /**
   * Changes deliveries of one endpoint and the endpoint itself, each atomically, all in one step where the store can.
   * Those that are gone are left out. Each change may be called more than once; if it returns its argument, nothing is
   * written. Durable when it resolves. Returns the endpoint after the change; none if it is gone.
   */
  readonly change: (
    endpoint: EndpointRef,
    changes: readonly DeliveryChange[],
    ofEndpoint: (endpoint: Endpoint) => Endpoint,
  ) => Stored<Option<Endpoint>>;
  /** Adds a delivery that no event has made: that of a test. */
  readonly add: (delivery: Delivery) => Stored<void>;
  /**
   * Makes `stoppedDelivery` of all of an endpoint's that are pending, some at a time, as long as it is disabled. Returns
   * how many. Nothing holds the event loop meanwhile.
   */
  readonly stopAll: (endpoint: EndpointRef) => Stored<number>;
  /** Makes `replayedDelivery` of all of an endpoint's that fit. Returns how many. Nothing holds the event loop meanwhile. */
  readonly replayAll: (endpoint: EndpointRef, filter: ReplayFilter, now: Instant) => Stored<number>;
}
