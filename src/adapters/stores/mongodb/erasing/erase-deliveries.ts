import { type AccountId } from '../../../../domain/model/account/account.js';
import { type EventId } from '../../../../domain/model/event/event-id.js';
import { deliveryIdOf } from '../../../../domain/model/webhook/delivery.js';
import { type EndpointId } from '../../../../domain/model/webhook/endpoint.js';
import { type Database } from '../database/database.js';
import { equal } from '../database/documents.js';
import { DELIVERIES } from '../events/deliveries/delivery-documents.js';
import { PATIENCE } from '../database/deadline.js';

/** The endpoints of an account that have deliveries, also those that are gone and have some left. */
export const endpointsWithDeliveries = async (
  { collection, within }: Database,
  account: AccountId,
): Promise<readonly EndpointId[]> =>
  (await within(collection(DELIVERIES).distinct('endpointId', equal({ accountId: account })), PATIENCE)).map(
    (id) => String(id) as EndpointId,
  );

/**
 * What `erasedDelivery` says, of all deliveries of these events. The database changes them; none is read. The revision
 * counts up, so that a try that is recorded meanwhile is recorded over what is left.
 */
export const eraseDeliveries = async (
  { collection, within }: Database,
  accountId: AccountId,
  endpoints: readonly EndpointId[],
  events: readonly EventId[],
): Promise<void> => {
  if (events.length === 0) return;
  for (const endpointId of endpoints) {
    const ids = events.map((event) => deliveryIdOf(event, endpointId));
    const filter = { ...equal({ accountId, endpointId, erased: false }), id: { $in: ids } };
    const change = { $set: { 'tries.$[].body': null, erased: true }, $inc: { revision: 1 } };
    await within(collection(DELIVERIES).updateMany(filter, change), PATIENCE);
  }
};
