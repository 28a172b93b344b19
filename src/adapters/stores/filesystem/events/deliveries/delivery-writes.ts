import { isTestEventId } from '../../../../../domain/model/event/event-id.js';
import { type Delivery } from '../../../../../domain/model/webhook/delivery.js';
import { type Table, type Key, type Write } from '../../lmdb/table.js';
import { type DeliveryTables, keyOf, type Term, type TermKey, type TimedDelivery } from './delivery-tables.js';

/** The writes of a delivery that is not there yet. */
export const addDelivery = (tables: DeliveryTables, delivery: Delivery): readonly Write[] => [
  tables.deliveries.put(keyOf(delivery.endpoint, delivery.id), delivery),
  ...movedIn(tables.due, [], duePlaces(delivery)),
  ...movedIn(tables.byTerm, [], termPlaces(delivery)),
  ...testPlaces(delivery).map((place) => tables.tests.put(place, true)),
];

/** The only way in which a delivery changes in this store. The writes of a change; none if it is the same value. */
export const replaceDelivery = (tables: DeliveryTables, before: Delivery, after: Delivery): readonly Write[] =>
  after === before
    ? []
    : [
        tables.deliveries.put(keyOf(after.endpoint, after.id), after),
        ...movedIn(tables.due, duePlaces(before), duePlaces(after)),
        ...movedIn(tables.byTerm, termPlaces(before), termPlaces(after)),
      ];

export const removeDelivery = (tables: DeliveryTables, delivery: Delivery): readonly Write[] => [
  tables.deliveries.remove(keyOf(delivery.endpoint, delivery.id)),
  ...duePlaces(delivery).map(tables.due.remove),
  ...termPlaces(delivery).map(tables.byTerm.remove),
  ...testPlaces(delivery).map(tables.tests.remove),
];

const duePlaces = (delivery: Delivery): readonly TimedDelivery[] =>
  delivery.status === 'pending'
    ? [[delivery.endpoint.accountId, delivery.endpoint.id, delivery.nextTryAt, delivery.id]]
    : [];

const termPlaces = ({ endpoint, id, type, status }: Delivery): readonly TermKey[] => {
  const terms: readonly Term[] = status === 'delivered' ? [type] : [type, status];
  return terms.map((term) => [endpoint.accountId, endpoint.id, term, id]);
};

const testPlaces = ({ endpoint, id, eventId, createdAt }: Delivery): readonly TimedDelivery[] =>
  isTestEventId(eventId) ? [[endpoint.accountId, endpoint.id, createdAt, id]] : [];

const movedIn = <K extends Key>(
  table: Pick<Table<K, true>, 'put' | 'remove'>,
  before: readonly K[],
  after: readonly K[],
): readonly Write[] => {
  const names = (keys: readonly K[]): ReadonlySet<string> => new Set(keys.map((key) => JSON.stringify(key)));
  const [old, now] = [names(before), names(after)];
  return [
    ...before.filter((key) => !now.has(JSON.stringify(key))).map(table.remove),
    ...after.filter((key) => !old.has(JSON.stringify(key))).map((key) => table.put(key, true)),
  ];
};
