import { type Instant } from '../../../../../domain/model/time.js';
import { type EndpointRef } from '../../../../../domain/model/webhook/endpoint.js';
import { type ReplayFilter } from '../../../../../domain/ports/deliveries.js';
import { readEach } from '../../../shared/read-each.js';
import { counted } from '../../database/answers.js';
import { type Database } from '../../database/database.js';
import { equal } from '../../database/documents.js';
import { CorruptDocument } from '../../database/faults.js';
import { byEndpoint, ENDPOINTS, wakeEndpoints } from '../endpoints/endpoint-documents.js';
import { DELIVERIES, deliveryDocuments, ofEndpoint } from './delivery-documents.js';
import { PATIENCE } from '../../database/deadline.js';

/** How many deliveries one command changes. */
const AT_ONCE = 500;
/** How many are read at once. They are decoded in one turn of the event loop. */
const AT_ONCE_READ = 200;

/** What `stoppedDelivery` says, of all that are pending, as long as the endpoint is disabled. None of them is read. */
export const stopAll = async (database: Database, endpoint: EndpointRef): Promise<number> => {
  const { collection, within } = database;
  const { accountId, id } = endpoint;
  const deliveries = collection(DELIVERIES);
  const pending = equal({ accountId, dueOf: id });
  const change = {
    $set: { status: 'failed', reason: 'endpoint_disabled' },
    $unset: { nextTryAt: '', dueOf: '' },
    $inc: { revision: 1 },
  };
  for (let count = 0; ;) {
    const some = deliveries.find(pending, { projection: { _id: 1 }, limit: AT_ONCE });
    const ids = (await within(some.toArray(), PATIENCE)).map(({ _id }) => _id);
    // After the ids: what comes once it is enabled again is not among them.
    if (ids.length === 0 || !(await isDisabled(database, endpoint))) return count;
    const { matchedCount } = await within(deliveries.updateMany({ ...pending, _id: { $in: ids } }, change), PATIENCE);
    count += counted(matchedCount, 'update of deliveries');
  }
};

const isDisabled = async ({ collection, within }: Database, endpoint: EndpointRef): Promise<boolean> => {
  const disabled = { ...byEndpoint(endpoint), disabled: { $ne: null } };
  return (await within(collection(ENDPOINTS).findOne(disabled, { projection: { _id: 1 } }), PATIENCE)) !== null;
};

/** What `replayedDelivery` says, of all that fit. Tests are replayed one by one only. */
export const replayAll = async (
  database: Database,
  endpoint: EndpointRef,
  { status, since, until }: ReplayFilter,
  now: Instant,
): Promise<number> => {
  const { within } = database;
  const deliveries = deliveryDocuments(database);
  const filter = {
    ...ofEndpoint(endpoint),
    ...(status === null ? {} : equal({ status })),
    eventAt: { $gte: since, ...(until === null ? {} : { $lt: until }) },
    eventId: { $not: /^evt_test_/ },
  };
  const change = {
    $set: { status: 'pending', nextTryAt: now, dueOf: endpoint.id, used: 0 },
    $unset: { deliveredAt: '', reason: '' },
    $inc: { round: 1, revision: 1 },
  };
  let count = 0;
  for (let behind = ''; ;) {
    const found = await deliveries.found({ ...filter, id: { $gt: behind } }, { id: 1 }, AT_ONCE_READ);
    const last: unknown = found.at(-1)?.['id'];
    if (typeof last !== 'string') return count;
    // A damaged one stays as it is.
    const { items } = readEach(found, deliveries.decode, CorruptDocument);
    const some = { ...filter, _id: { $in: items.map(({ document }) => document._id) } };
    const { matchedCount } = await within(deliveries.collection.updateMany(some, change), PATIENCE);
    count += counted(matchedCount, 'update of deliveries');
    // Each time, so that they are due also if the process dies on the way.
    await wakeEndpoints(database, endpoint.accountId, [endpoint.id], now);
    behind = last;
  }
};
