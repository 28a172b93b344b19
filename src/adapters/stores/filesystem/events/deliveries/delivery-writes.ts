import { isTestEventId } from '../../../../../domain/model/event/event-id.js';
import { type Instant } from '../../../../../domain/model/time.js';
import { type Delivery } from '../../../../../domain/model/webhook/delivery.js';
import { type Write } from '../../lmdb/table.js';
import { type DeliveryTables, keyOf, type Term, type TermKey, type TimedDelivery } from './delivery-tables.js';

/** The writes of a delivery that is not there yet. */
export const addDelivery = (tables: DeliveryTables, delivery: Delivery): readonly Write[] => [
  tables.deliveries.put(keyOf(delivery.endpoint, delivery.id), delivery),
  ...moveDue(tables, delivery, null, dueAt(delivery)),
  tables.byTerm.put(termKey(delivery, delivery.type), true),
  ...moveStatus(tables, delivery, null, statusTerm(delivery)),
  ...testPlaces(delivery).map((place) => tables.tests.put(place, true)),
];

/** The only way in which a delivery changes in this store. The writes of a change; none if it is the same value. */
export const replaceDelivery = (tables: DeliveryTables, before: Delivery, after: Delivery): readonly Write[] =>
  after === before
    ? []
    : [
        tables.deliveries.put(keyOf(after.endpoint, after.id), after),
        ...moveDue(tables, after, dueAt(before), dueAt(after)),
        ...moveStatus(tables, after, statusTerm(before), statusTerm(after)),
      ];

export const removeDelivery = (tables: DeliveryTables, delivery: Delivery): readonly Write[] => [
  tables.deliveries.remove(keyOf(delivery.endpoint, delivery.id)),
  ...moveDue(tables, delivery, dueAt(delivery), null),
  tables.byTerm.remove(termKey(delivery, delivery.type)),
  ...moveStatus(tables, delivery, statusTerm(delivery), null),
  ...testPlaces(delivery).map(tables.tests.remove),
];

const dueAt = (delivery: Delivery): Instant | null => (delivery.status === 'pending' ? delivery.nextTryAt : null);

const statusTerm = ({ status }: Delivery): Term | null => (status === 'delivered' ? null : status);

const moveDue = (
  { due }: DeliveryTables,
  { endpoint: { accountId, id: endpoint }, id }: Delivery,
  from: Instant | null,
  to: Instant | null,
): readonly Write[] =>
  from === to
    ? []
    : [
        ...(from === null ? [] : [due.remove([accountId, endpoint, from, id])]),
        ...(to === null ? [] : [due.put([accountId, endpoint, to, id], true)]),
      ];

const moveStatus = (
  { byTerm }: DeliveryTables,
  delivery: Delivery,
  from: Term | null,
  to: Term | null,
): readonly Write[] =>
  from === to
    ? []
    : [
        ...(from === null ? [] : [byTerm.remove(termKey(delivery, from))]),
        ...(to === null ? [] : [byTerm.put(termKey(delivery, to), true)]),
      ];

const termKey = ({ endpoint, id }: Delivery, term: Term): TermKey => [endpoint.accountId, endpoint.id, term, id];

const testPlaces = ({ endpoint, id, eventId, createdAt }: Delivery): readonly TimedDelivery[] =>
  isTestEventId(eventId) ? [[endpoint.accountId, endpoint.id, createdAt, id]] : [];
