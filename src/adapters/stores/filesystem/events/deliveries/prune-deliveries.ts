import { eventIdAt, type EventPlace, NO_PLACE } from '../../../../../domain/model/event/event-id.js';
import { EVENTS_KEPT } from '../../../../../domain/model/event/kept-for.js';
import { type Instant } from '../../../../../domain/model/time.js';
import { type Round, type Stored } from '../../../../../domain/ports/store.js';
import { readEach } from '../../../shared/read-each.js';
import { type Decision } from '../../lmdb/decision.js';
import { type Environment } from '../../lmdb/environment.js';
import { CorruptRecord } from '../../lmdb/faults.js';
import { PIECE, type Piece, walk } from '../../lmdb/slices.js';
import { type EndpointKey, type EndpointTables, endpointTables } from '../endpoints/endpoint-tables.js';
import { lastPlace } from '../add-events.js';
import { type EventKey, type EventTables, eventTables } from '../event-tables.js';
import { type DeliveryKey, type DeliveryTables, deliveryTables } from './delivery-tables.js';
import { removeDelivery } from './delivery-writes.js';

type Tables = DeliveryTables & EndpointTables & EventTables;

/** Where a walk over the deliveries of all endpoints is. */
interface Place {
  readonly endpoint: EndpointKey;
  readonly after: string;
}

const START: Place = { endpoint: [0, ''], after: '' };

/**
 * Drops the deliveries whose event was dropped for its age, and those of tests that are as old. A damaged one stays, and
 * is named.
 */
export const pruneDeliveries = (environment: Environment, now: Instant): Stored<Round> => {
  const tables = { ...deliveryTables(environment), ...endpointTables(environment), ...eventTables(environment) };
  return walk<Place>(environment, START, (place) => pruneSome(tables, place, now));
};

const pruneSome = (tables: Tables, { endpoint, after }: Place, now: Instant): Decision<Piece<Place>> => {
  const [account, id] = endpoint;
  const { deliveries, tests } = tables;
  const until: DeliveryKey = [account, id, firstIdAt(oldestPlace(tables, account))];
  const keys = deliveries.keys({ after: [account, id, after], until, limit: PIECE });
  const old = { from: [account, id, 0, ''], until: [account, id, now - EVENTS_KEPT, ''], limit: PIECE } as const;
  const oldTests = tests.keys(old);
  const ofTests = oldTests.map(([, , , test]): DeliveryKey => [account, id, test]);
  const { items, damaged } = readEach([...keys, ...ofTests], deliveries.get, CorruptRecord);
  const last = keys.length < PIECE ? undefined : keys.at(-1)?.[2];
  const isDone = last === undefined && oldTests.length < PIECE;
  return {
    answer: {
      count: items.length,
      damaged,
      next: isDone ? nextEndpoint(tables, endpoint) : { endpoint, after: last ?? after },
    },
    writes: [...items.flatMap((one) => removeDelivery(tables, one)), ...oldTests.map(tests.remove)],
  };
};

/** The place of the account's oldest sound event. A damaged one stays for good, whatever its age. */
const oldestPlace = (tables: Tables, account: number): number => {
  const { events } = tables;
  for (let after: EventKey = [account, NO_PLACE]; ;) {
    const [key] = events.keys({ after, until: [account + 1, 0], limit: 1 });
    if (key === undefined) return lastPlace(tables, account) + 1;
    if (readEach([key], events.get, CorruptRecord).items.length > 0) return key[1];
    after = key;
  }
};

/** Before the ids of all deliveries of the event at a place, and behind those of the events before it. */
const firstIdAt = (place: number): string => `dlv_${eventIdAt(place as EventPlace, '').slice('evt_'.length)}`;

const nextEndpoint = ({ endpoints }: Tables, endpoint: EndpointKey): Place | null => {
  const [next] = endpoints.keys({ after: endpoint, limit: 1 });
  return next === undefined ? null : { endpoint: next, after: '' };
};
