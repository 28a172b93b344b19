import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../../../domain/model/account/account.js';
import { countedAs, type Day, type DayCounts, dayOf, noCounts } from '../../../../domain/model/event/activity.js';
import { type LoggedEvent, type PlacedEvent } from '../../../../domain/model/event/event.js';
import { type EventPlace, NO_PLACE } from '../../../../domain/model/event/event-id.js';
import { neverSeen } from '../../../../domain/model/account/last-seen.js';
import { withSeen } from '../../../../domain/model/event/seen-event.js';
import { type Instant } from '../../../../domain/model/time.js';
import { deliveriesOf } from '../../../../domain/model/webhook/event-deliveries.js';
import { type Relayed } from '../../../../domain/ports/event-log.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { distinctDamages, readEach } from '../../shared/read-each.js';
import { type Decision } from '../lmdb/decision.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { PIECE, writeSlice } from '../lmdb/slices.js';
import { type Write } from '../lmdb/table.js';
import { addDelivery } from './deliveries/delivery-writes.js';
import { type DeliveryTables } from './deliveries/delivery-tables.js';
import { endpointsOf } from './endpoints/endpoint-records.js';
import { type EndpointTables } from './endpoints/endpoint-tables.js';
import { contactPlaces, type RelayTables } from './event-tables.js';

type Tables = RelayTables & DeliveryTables & EndpointTables;

/**
 * Relays the account's events behind its cursor for one slice: a transaction in which the cursor moves too, so that
 * nothing is relayed twice. An event that is damaged is named and left behind.
 */
export const relayEvents = (
  environment: Environment,
  tables: Tables,
  account: AccountId,
  now: Instant,
): Stored<Relayed> =>
  pipe(
    writeSlice<Relayed>(
      environment,
      () => relaySome(tables, account, now),
      ({ more }) => !more,
    ),
    TE.map((pieces) => ({
      count: pieces.reduce((sum, { count }) => sum + count, 0),
      more: pieces.at(-1)?.more ?? false,
      endpoints: [...new Map(pieces.flatMap(({ endpoints }) => endpoints).map((one) => [one.id, one])).values()],
      damaged: distinctDamages(pieces.flatMap(({ damaged }) => damaged)),
    })),
  );

const relaySome = (tables: Tables, account: AccountId, now: Instant): Decision<Relayed> => {
  const { events, relayed, waiting } = tables;
  const behind = relayed.get(account) ?? NO_PLACE;
  const keys = events.keys({ after: [account, behind], until: [account + 1, 0], limit: PIECE });
  const read = readEach(keys, (key) => placed(events.get(key), key[1] as EventPlace), CorruptRecord);
  const endpoints = endpointsOf(tables, account);
  const made = read.items.flatMap((one) => deliveriesOf(endpoints.items, one, now));
  const more = keys.length === PIECE;
  const last = keys.at(-1)?.[1];
  return {
    answer: {
      count: read.items.length,
      more,
      endpoints: made.map(({ endpoint }) => endpoint),
      damaged: [...read.damaged, ...endpoints.damaged],
    },
    writes: [
      ...made.flatMap((delivery) => addDelivery(tables, delivery)),
      ...indexed(tables, read.items),
      ...counted(tables, account, read.items),
      ...seen(tables, account, read.items),
      ...(last === undefined ? [] : [relayed.put(account, last as EventPlace)]),
      ...(more ? [] : [waiting.remove(account)]),
    ],
  };
};

const placed = (logged: LoggedEvent | undefined, place: EventPlace): PlacedEvent | undefined =>
  logged === undefined ? undefined : { ...logged, place };

/** The events of a contact are found again when it is erased. */
const indexed = ({ byContact }: Tables, events: readonly PlacedEvent[]): readonly Write[] =>
  events.flatMap(({ event, place }) => contactPlaces(event, place).map((key) => byContact.put(key, true)));

const counted = ({ days }: Tables, account: AccountId, events: readonly PlacedEvent[]): readonly Write[] => {
  const counts = new Map<Day, DayCounts>();
  for (const { event } of events) {
    const state = countedAs(event.type);
    if (state === null) continue;
    const day = dayOf(event.at);
    const before = counts.get(day) ?? days.get([account, day]) ?? noCounts;
    counts.set(day, { ...before, [state]: before[state] + 1 });
  }
  return [...counts].map(([day, after]) => days.put([account, day], after));
};

const seen = ({ lastSeen }: Tables, account: AccountId, events: readonly PlacedEvent[]): readonly Write[] => {
  const before = lastSeen.get(account) ?? neverSeen;
  const after = events.reduce((so, { event }) => withSeen(so, event), before);
  return after === before ? [] : [lastSeen.put(account, after)];
};
