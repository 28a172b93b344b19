import { type Document } from 'mongodb';
import { type Endpoint, type EndpointId, type EndpointRef } from '../../../../../domain/model/webhook/endpoint.js';
import { type Instant } from '../../../../../domain/model/time.js';
import { type Sealer } from '../../../../../kit/crypto/sealer.js';
import { endpointRecord, type StoredEndpoint } from '../../../records/webhooks/endpoint.js';
import { openEndpoint } from '../../../shared/sealing/endpoint-secrets.js';
import { StoreFault } from '../../../shared/store-fault.js';
import { type Database } from '../../database/database.js';
import { documents, type Documents, equal, type Kept } from '../../database/documents.js';
import { CorruptDocument } from '../../database/faults.js';
import { PATIENCE } from '../../database/deadline.js';

/**
 * Name of the collection. An endpoint's `slot`, one of as many as an account may have, is unique in its account. `dueAt`
 * is there while deliveries wait: no later than when the first of them is due.
 */
export const ENDPOINTS = 'webhookEndpoints';

export const endpointDocuments = (database: Database): Documents<StoredEndpoint> =>
  documents<StoredEndpoint>({ database, name: ENDPOINTS, codec: endpointRecord });

export const byEndpoint = ({ accountId, id }: EndpointRef) => equal({ accountId, id });

/**
 * The endpoint of a document. Throws `CorruptDocument` if one of its secrets is damaged, and `StoreFault` if another
 * process with a key has sealed them meanwhile and this process has no key.
 */
export const endpointOf = ({ record }: Pick<Kept<StoredEndpoint>, 'record'>, sealer: Sealer): Endpoint =>
  openEndpoint(record, sealer, {
    keyMissing: (cause) => new StoreFault(cause),
    damaged: (cause) => new CorruptDocument(ENDPOINTS, record.id, cause),
  });

/** When a delivery of the endpoint is due; null if none waits. */
export const dueAtOf = (document: Document): Instant | null => {
  const dueAt: unknown = document['dueAt'];
  return typeof dueAt === 'number' ? dueAt : null;
};

/**
 * Makes endpoints due at a time, unless they are due earlier. It counts their revisions up: whoever has looked for the
 * next delivery before looks again. Call it after the deliveries are there.
 */
export const wakeEndpoints = async (
  { collection, within }: Database,
  accountId: number,
  ids: readonly EndpointId[],
  at: Instant,
): Promise<void> => {
  if (ids.length === 0) return;
  const filter = { ...equal({ accountId }), id: { $in: [...ids] } };
  await within(collection(ENDPOINTS).updateMany(filter, { $min: { dueAt: at }, $inc: { revision: 1 } }), PATIENCE);
};
