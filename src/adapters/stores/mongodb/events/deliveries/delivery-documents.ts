import { type Document } from 'mongodb';
import { type Instant } from '../../../../../domain/model/time.js';
import { type Delivery, type DeliveryId } from '../../../../../domain/model/webhook/delivery.js';
import { type EndpointRef } from '../../../../../domain/model/webhook/endpoint.js';
import { deliveryRecord } from '../../../records/webhooks/delivery.js';
import { type Database } from '../../database/database.js';
import { documents, type Documents, equal, present } from '../../database/documents.js';
import { PATIENCE } from '../../database/deadline.js';

/** Name of the collection. */
export const DELIVERIES = 'deliveries';

export const deliveryDocuments = (database: Database): Documents<Delivery> =>
  documents<Delivery>({ database, name: DELIVERIES, codec: deliveryRecord });

export const ofEndpoint = ({ accountId, id }: EndpointRef) => equal({ accountId, endpointId: id });
export const byDelivery = ({ accountId, id: endpointId }: EndpointRef, id: DeliveryId) =>
  equal({ accountId, endpointId, id });

/**
 * The fields beside a delivery. `dueOf`, which is there while it is pending, names its endpoint: the index of what is due
 * holds nothing else. A status has fields of its own, so those of the former one go.
 */
export const besideDelivery = (delivery: Delivery): Document => ({
  dueOf: delivery.status === 'pending' ? delivery.endpoint.id : undefined,
  nextTryAt: delivery.status === 'pending' ? delivery.nextTryAt : undefined,
  deliveredAt: delivery.status === 'delivered' ? delivery.deliveredAt : undefined,
  reason: delivery.status === 'failed' ? delivery.reason : undefined,
});

/** A new delivery's document. */
export const newDocument = (delivery: Delivery): Document =>
  present({ ...(deliveryRecord.encode(delivery) as Document), ...besideDelivery(delivery), revision: 0 });

/** When the first pending delivery of an endpoint is due; null if none is pending. */
export const firstDue = async (
  { collection }: Pick<Documents<unknown>, 'collection'>,
  { within }: Database,
  { accountId, id }: EndpointRef,
): Promise<Instant | null> => {
  const options = { sort: { nextTryAt: 1 }, projection: { nextTryAt: 1 } } as const;
  const found = await within(collection.findOne(equal({ accountId, dueOf: id }), options), PATIENCE);
  const at: unknown = found?.['nextTryAt'];
  return typeof at === 'number' ? at : null;
};
