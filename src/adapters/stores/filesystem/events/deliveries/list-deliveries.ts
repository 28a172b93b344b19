import { type DeliveryId } from '../../../../../domain/model/webhook/delivery.js';
import { type Delivery } from '../../../../../domain/model/webhook/delivery.js';
import { type EndpointRef } from '../../../../../domain/model/webhook/endpoint.js';
import { type DeliveryFilter, type DeliveryPage } from '../../../../../domain/ports/deliveries.js';
import { type Damaged } from '../../../../../domain/ports/store.js';
import { readEach } from '../../../shared/read-each.js';
import { CorruptRecord } from '../../lmdb/faults.js';
import { type DeliveryTables, END, keyOf, type Term } from './delivery-tables.js';

/** How many deliveries one page reads at most, which takes some 10 ms. */
const MOST_READ = 300;

/** The endpoint's deliveries that fit a filter, newest first. */
export const listDeliveries = (
  tables: Pick<DeliveryTables, 'deliveries' | 'byTerm'>,
  endpoint: EndpointRef,
  filter: DeliveryFilter,
  after: DeliveryId | null,
  limit: number,
): DeliveryPage => {
  const ids = limit < 1 ? [] : idsBelow(tables, endpoint, termFor(filter), after ?? END, MOST_READ);
  const items: Delivery[] = [];
  const damaged: Damaged[] = [];
  let last: DeliveryId | null = null;
  for (const id of ids) {
    // One more than asked for shows whether there is another page.
    if (items.length === limit) return { items, damaged, next: last };
    const read = readEach([keyOf(endpoint, id)], tables.deliveries.get, CorruptRecord);
    items.push(...read.items.filter((delivery) => fits(delivery, filter)));
    damaged.push(...read.damaged);
    last = id;
  }
  return { items, damaged, next: ids.length === MOST_READ ? last : null };
};

/** Whether a delivery is one of those that a filter asks for. */
const fits = ({ status, type }: Delivery, filter: DeliveryFilter): boolean =>
  (filter.status === null || status === filter.status) && (filter.type === null || type === filter.type);

/** The term that leaves the fewest to look at; null for all deliveries. */
export const termFor = ({ status, type }: DeliveryFilter): Term | null =>
  status === 'pending' || status === 'failed' ? status : type;

const idsBelow = (
  { deliveries, byTerm }: Pick<DeliveryTables, 'deliveries' | 'byTerm'>,
  { accountId, id }: EndpointRef,
  term: Term | null,
  below: string,
  limit: number,
): readonly DeliveryId[] =>
  term === null
    ? deliveries
        .keys({ from: [accountId, id, ''], until: [accountId, id, below], limit, reverse: true })
        .map(([, , one]) => one as DeliveryId)
    : byTerm
        .keys({ from: [accountId, id, term, ''], until: [accountId, id, term, below], limit, reverse: true })
        .map(([, , , one]) => one as DeliveryId);
