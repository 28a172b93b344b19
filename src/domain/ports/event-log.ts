import { type AccountId } from '../model/account/account.js';
import { type Day, type DayCounts } from '../model/event/activity.js';
import { type LoggedEvent } from '../model/event/event.js';
import { type EventPlace } from '../model/event/event-id.js';
import { type EventType } from '../model/event/event-type.js';
import { type LastSeen } from '../model/account/last-seen.js';
import { type Instant } from '../model/time.js';
import { type EndpointRef } from '../model/webhook/endpoint.js';
import { type Damaged, type Listing, type Stored } from './store.js';

/** What relaying some events did. */
export interface Relayed {
  /** How many events it relayed. */
  readonly count: number;
  /** Whether more wait. */
  readonly more: boolean;
  /** The endpoints that got deliveries. */
  readonly endpoints: readonly EndpointRef[];
  readonly damaged: readonly Damaged[];
}

/** Some of an account's events, oldest first. */
export interface EventPage extends Listing<LoggedEvent> {
  /** The place up to which was looked, also where nothing fits: the next page begins behind it. */
  readonly through: EventPlace;
  /** Whether there may be more behind it. */
  readonly more: boolean;
}

/**
 * The events of all accounts. A store writes an event in the same write as its change, whoever makes it, so no function
 * here adds one. Relaying gives events what takes too long for a request: their place where the write could not give it,
 * their deliveries, and the day's counts.
 */
export interface EventLog {
  /**
   * Accounts with events that are not relayed yet, of those that this process works for: each account is one
   * process's at a time, and the accounts of a process that has died are another's within 30 s. At most `limit`.
   */
  readonly waiting: (limit: number) => Stored<readonly AccountId[]>;
  /**
   * Relays some of an account's waiting events in their order. Each gets a place that is higher than all before it, and
   * an id, and is visible only when all before it are. `contact.created` comes before the events of the contact's
   * messages. Each endpoint that was there when the event happened and wants it gets one delivery, `pending`, or
   * `failed` if the endpoint is disabled. Each event counts once in its day. Repeating it, also after a crash in the
   * middle, relays nothing twice.
   */
  readonly relay: (account: AccountId, now: Instant) => Stored<Relayed>;
  /**
   * Events behind a place, oldest first, at most `limit`; with `types`, only those. The work of one call is bounded, so
   * there may be fewer, and none, and still `more`. Nothing ever appears at or before a place that was read.
   */
  readonly after: (
    account: AccountId,
    place: EventPlace,
    types: readonly EventType[] | null,
    limit: number,
  ) => Stored<EventPage>;
  /** The place of the account's newest visible event; `NO_PLACE` if there is none. */
  readonly newest: (account: AccountId) => Stored<EventPlace>;
  /** What is counted of these days, in their order. */
  readonly counts: (account: AccountId, days: readonly Day[]) => Stored<readonly DayCounts[]>;
  readonly lastSeen: (account: AccountId) => Stored<LastSeen>;
  /** Calls back soon after this process has written events: a hint to relay at once. Returns how to end it. */
  readonly onWritten: (listener: () => void) => () => void;
}
