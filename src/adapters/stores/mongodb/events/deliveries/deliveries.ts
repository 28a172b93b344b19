import * as O from 'fp-ts/lib/Option.js';
import { type Delivery } from '../../../../../domain/model/webhook/delivery.js';
import { type EndpointRef } from '../../../../../domain/model/webhook/endpoint.js';
import { type Deliveries } from '../../../../../domain/ports/deliveries.js';
import { type Sealer } from '../../../../../kit/crypto/sealer.js';
import { storing } from '../../../shared/store-fault.js';
import { type Database } from '../../database/database.js';
import { recordOf, unlessDuplicate } from '../../database/documents.js';
import { byEndpoint, ENDPOINTS, wakeEndpoints } from '../endpoints/endpoint-documents.js';
import { type AccountLeases } from '../leases/account-leases.js';
import { replayAll, stopAll } from './change-all.js';
import { changeDeliveries } from './change-deliveries.js';
import { byDelivery, deliveryDocuments, newDocument } from './delivery-documents.js';
import { dueWork, endpointsDue } from './due-deliveries.js';
import { listDeliveries } from './list-deliveries.js';

/** Deliveries in MongoDB, a document each. Those of an endpoint that is gone are not seen any more, also where some are left. */
export const mongodbDeliveries = (database: Database, sealer: Sealer, leases: AccountLeases): Deliveries => {
  const deliveries = deliveryDocuments(database);
  const isThere = async (endpoint: EndpointRef): Promise<boolean> => {
    const found = database.collection(ENDPOINTS).findOne(byEndpoint(endpoint), { projection: { _id: 1 } });
    return (await database.within(found)) !== null;
  };
  const nothing = { items: [], damaged: [], next: null } as const;

  return {
    byId: (endpoint, id) =>
      storing(async (): Promise<O.Option<Delivery>> => {
        const [kept, isEndpoint] = await Promise.all([deliveries.first(byDelivery(endpoint, id)), isThere(endpoint)]);
        return isEndpoint ? recordOf(kept) : O.none;
      }),
    list: (endpoint, filter, after, limit) =>
      storing(async () => {
        const [page, isEndpoint] = await Promise.all([
          listDeliveries(database, endpoint, filter, after, limit),
          isThere(endpoint),
        ]);
        return isEndpoint ? page : nothing;
      }),
    endpointsDue: (now) => storing(() => endpointsDue(database, leases, now)),
    due: (endpoint, now, limit) =>
      storing(async () =>
        // Another node may have taken the account over.
        leases.holds(endpoint.accountId)
          ? O.fromNullable(await dueWork(database, sealer, endpoint, now, limit))
          : O.none,
      ),
    change: (endpoint, changes, ofEndpoint) =>
      storing(async () => O.fromNullable(await changeDeliveries(database, sealer, endpoint, changes, ofEndpoint))),
    add: (delivery) =>
      storing(async () => {
        const { endpoint } = delivery;
        if (!(await isThere(endpoint))) return;
        await unlessDuplicate(database, deliveries.collection.insertOne(newDocument(delivery) as never));
        if (delivery.status === 'pending')
          await wakeEndpoints(database, endpoint.accountId, [endpoint.id], delivery.nextTryAt);
      }),
    stopAll: (endpoint) => storing(() => stopAll(database, endpoint)),
    replayAll: (endpoint, filter, now) => storing(() => replayAll(database, endpoint, filter, now)),
  };
};
