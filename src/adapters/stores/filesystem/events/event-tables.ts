import * as t from 'io-ts';
import { type EventPlace } from '../../../../domain/model/event/event-id.js';
import { countedStates, type DayCounts } from '../../../../domain/model/event/activity.js';
import { contactOfEvent, type LoggedEvent, type OutboundEvent } from '../../../../domain/model/event/event.js';
import { type LastSeen } from '../../../../domain/model/account/last-seen.js';
import { eventPlace, type Fields, instant, natural, nullable, strict } from '../../records/codecs.js';
import { loggedEventRecord } from '../../records/events/event.js';
import { type Environment } from '../lmdb/environment.js';

/** The key of an event: its account and its place there. */
export type EventKey = readonly [account: number, place: number];

/** The events of a contact, by its messages; 0 stands for an event of the contact itself. */
export type ContactEventKey = readonly [account: number, contact: number, message: number, place: number];

/** Where an event is found by its contact; nowhere if it shows none. */
export const contactPlaces = (event: OutboundEvent, place: number): readonly ContactEventKey[] => {
  const contact = contactOfEvent(event);
  return contact === null ? [] : [[event.accountId, contact, 'message' in event ? event.message.id : 0, place]];
};

const counts = strict<DayCounts>(
  'counts of a day',
  Object.fromEntries(countedStates.map((state) => [state, natural])) as Fields<DayCounts>,
);
const lastSeen = strict<LastSeen>('last seen', { sentAt: nullable(instant), statusAt: nullable(instant) });
const show = (key: readonly (string | number)[]): string => key.join('/');

/** What writing an event needs. */
export const eventTables = (environment: Environment) => ({
  events: environment.table<EventKey, LoggedEvent>({ name: 'events', codec: loggedEventRecord, show }),
  /** The place of each account's newest event. Only a restore raises it beyond that. */
  lastPlaces: environment.table<number, EventPlace>({ name: 'last-event-places', codec: eventPlace, show: String }),
  /** The accounts that have events which are not relayed. */
  waiting: environment.table<number, true>({ name: 'events-waiting', codec: t.literal(true), show: String }),
});

export type EventTables = ReturnType<typeof eventTables>;

/** What relaying makes of events. */
export const relayTables = (environment: Environment) => ({
  ...eventTables(environment),
  /** The place up to which each account's events are relayed. */
  relayed: environment.table<number, EventPlace>({ name: 'events-relayed', codec: eventPlace, show: String }),
  /** Every relayed event that shows something of a contact. */
  byContact: environment.table<ContactEventKey, true>({ name: 'events-by-contact', codec: t.literal(true), show }),
  days: environment.table<readonly [account: number, day: string], DayCounts>({
    name: 'event-days',
    codec: counts,
    show,
  }),
  lastSeen: environment.table<number, LastSeen>({ name: 'events-last-seen', codec: lastSeen, show: String }),
});

export type RelayTables = ReturnType<typeof relayTables>;
