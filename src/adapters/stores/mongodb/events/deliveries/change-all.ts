import { type Instant } from '../../../../../domain/model/time.js';
import { type EndpointRef } from '../../../../../domain/model/webhook/endpoint.js';
import { type ReplayFilter } from '../../../../../domain/ports/deliveries.js';
import { counted } from '../../database/answers.js';
import { type Database } from '../../database/database.js';
import { equal } from '../../database/documents.js';
import { wakeEndpoints } from '../endpoints/endpoint-documents.js';
import { DELIVERIES, ofEndpoint } from './delivery-documents.js';

/** How many deliveries one command changes. */
const AT_ONCE = 500;
/** How long the database may be silent, in milliseconds: it looks through all deliveries of an endpoint. */
const PATIENCE = 10_000;

/** What `stoppedDelivery` says, of all that are pending. The database changes them; none is read. */
export const stopAll = async ({ collection, within }: Database, { accountId, id }: EndpointRef): Promise<number> => {
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
    if (ids.length === 0) return count;
    const { matchedCount } = await within(deliveries.updateMany({ ...pending, _id: { $in: ids } }, change), PATIENCE);
    count += counted(matchedCount, 'update of deliveries');
  }
};

/** What `replayedDelivery` says, of all that fit. The event of a test is kept nowhere, so it cannot be sent again. */
export const replayAll = async (
  database: Database,
  endpoint: EndpointRef,
  { status, since, until }: ReplayFilter,
  now: Instant,
): Promise<number> => {
  const { collection, within } = database;
  const deliveries = collection(DELIVERIES);
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
    const options = { projection: { id: 1 }, sort: { id: 1 }, limit: AT_ONCE } as const;
    const found = await within(deliveries.find({ ...filter, id: { $gt: behind } }, options).toArray(), PATIENCE);
    const last: unknown = found.at(-1)?.['id'];
    if (typeof last !== 'string') return count;
    const some = { ...filter, _id: { $in: found.map(({ _id }) => _id) } };
    const { matchedCount } = await within(deliveries.updateMany(some, change), PATIENCE);
    count += counted(matchedCount, 'update of deliveries');
    // Each time, so that they are due also if the process dies on the way.
    await wakeEndpoints(database, endpoint.accountId, [endpoint.id], now);
    behind = last;
  }
};
