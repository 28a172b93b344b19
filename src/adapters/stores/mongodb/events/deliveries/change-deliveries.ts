import { randomBytes } from 'node:crypto';
import { type AnyBulkWriteOperation } from 'mongodb';
import { type Delivery } from '../../../../../domain/model/webhook/delivery.js';
import { type Endpoint, type EndpointRef } from '../../../../../domain/model/webhook/endpoint.js';
import { type DeliveryChange } from '../../../../../domain/ports/deliveries.js';
import { type Sealer } from '../../../../../kit/crypto/sealer.js';
import { readEach, throwFirst } from '../../../shared/read-each.js';
import { counted, isCount } from '../../database/answers.js';
import { type AnyDocument, type Database } from '../../database/database.js';
import { equal, type Kept } from '../../database/documents.js';
import { CorruptDocument } from '../../database/faults.js';
import { changeEndpoint } from '../endpoints/change-endpoint.js';
import { DELIVERIES, deliveryDocuments, newDocument, ofEndpoint } from './delivery-documents.js';
import { besideDue } from './next-due.js';
import { PATIENCE } from '../../database/deadline.js';

/**
 * Changes deliveries of an endpoint, all in one write, and then the endpoint, with the time at which its next delivery is
 * due. Null if the endpoint is gone.
 */
export const changeDeliveries = async (
  database: Database,
  sealer: Sealer,
  endpoint: EndpointRef,
  changes: readonly DeliveryChange[],
  ofThe: (endpoint: Endpoint) => Endpoint,
): Promise<Endpoint | null> => {
  await writeChanges(database, endpoint, changes);
  return changeEndpoint(database, sealer, endpoint, ofThe, besideDue(database, endpoint));
};

/** Repeats the writes that miss, because others changed the deliveries since they were read. */
const writeChanges = async (
  database: Database,
  endpoint: EndpointRef,
  changes: readonly DeliveryChange[],
): Promise<void> => {
  if (changes.length === 0) return;
  const deliveries = deliveryDocuments(database);
  const left = new Map(changes.map(({ id, change }) => [id, change]));
  for (;;) {
    const filter = { ...ofEndpoint(endpoint), id: { $in: [...left.keys()] } };
    const { items, damaged } = readEach(await deliveries.found(filter, {}), deliveries.decode, CorruptDocument);
    const lastWrite = randomBytes(8).toString('hex');
    const writes = items.flatMap((kept) => {
      const after = left.get(kept.record.id)?.(kept.record) ?? kept.record;
      return after === kept.record ? [] : [replacement(kept, after, lastWrite)];
    });
    if (writes.length === 0) return throwFirst(damaged);
    const writing = database.collection(DELIVERIES).bulkWrite(writes, { ordered: false });
    const { matchedCount } = await database.within(writing, PATIENCE);
    if (counted(matchedCount, 'update of deliveries') === writes.length) return throwFirst(damaged);
    // The answer does not say which have missed. Only a write like this one takes away the mark of another.
    for (const written of await deliveries.found({ ...filter, lastWrite: { $eq: lastWrite } }, {}))
      left.delete(written['id'] as Delivery['id']);
  }
};

const replacement = ({ document }: Kept<Delivery>, after: Delivery, lastWrite: string) => {
  const { _id, accountId, revision } = document;
  const next = isCount(revision) ? revision + 1 : 1;
  return {
    replaceOne: {
      filter: { ...equal({ accountId: Number(accountId) }), revision: { $eq: (revision ?? null) as unknown }, _id },
      replacement: { ...newDocument(after), revision: next, lastWrite },
    },
  } satisfies AnyBulkWriteOperation<AnyDocument>;
};
