import { type Delivery, type DeliveryId } from '../../../../../domain/model/webhook/delivery.js';
import { type EndpointRef } from '../../../../../domain/model/webhook/endpoint.js';
import { type DeliveryFilter, type DeliveryPage } from '../../../../../domain/ports/deliveries.js';
import { readEach } from '../../../shared/read-each.js';
import { type Database } from '../../database/database.js';
import { equal } from '../../database/documents.js';
import { CorruptDocument } from '../../database/faults.js';
import { deliveryDocuments, ofEndpoint } from './delivery-documents.js';

/** How many deliveries one page looks through. Those that do not fit are not read. */
const MOST_LOOKED_THROUGH = 2_000;

/** The endpoint's deliveries that fit a filter, newest first. */
export const listDeliveries = async (
  database: Database,
  endpoint: EndpointRef,
  { status, type }: DeliveryFilter,
  after: DeliveryId | null,
  limit: number,
): Promise<DeliveryPage> => {
  if (limit < 1) return { items: [], damaged: [], next: null };
  const deliveries = deliveryDocuments(database);
  const range = { ...ofEndpoint(endpoint), ...(after === null ? {} : { id: { $lt: after } }) };
  const isAny = status === null && type === null;
  const end = isAny ? null : await lastOf(database, endpoint, after);
  const wanted = equal({ ...(status === null ? {} : { status }), ...(type === null ? {} : { type }) });
  const within = end === null ? {} : { $and: [{ id: { $gte: end } }] };
  // One more than asked for shows whether there is another page.
  const found = await deliveries.found({ ...range, ...wanted, ...within }, { id: -1 }, limit + 1);
  const page = found.slice(0, limit);
  const { items, damaged } = readEach(page, (one): Delivery => deliveries.decode(one).record, CorruptDocument);
  const next = found.length > limit ? (page.at(-1)?.['id'] as DeliveryId | undefined) : end;
  return { items, damaged, next: next ?? null };
};

/** The last delivery that a page looks through; null if it reaches the last of all. */
const lastOf = async (
  { collection, within }: Database,
  endpoint: EndpointRef,
  after: DeliveryId | null,
): Promise<DeliveryId | null> => {
  const range = { ...ofEndpoint(endpoint), ...(after === null ? {} : { id: { $lt: after } }) };
  const options = { sort: { id: -1 }, skip: MOST_LOOKED_THROUGH - 1, projection: { id: 1 } } as const;
  const found = await within(collection('deliveries').findOne(range, options));
  const id: unknown = found?.['id'];
  return typeof id === 'string' ? (id as DeliveryId) : null;
};
