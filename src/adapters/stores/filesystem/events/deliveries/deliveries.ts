import * as O from 'fp-ts/lib/Option.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type EndpointRef } from '../../../../../domain/model/webhook/endpoint.js';
import { type Deliveries } from '../../../../../domain/ports/deliveries.js';
import { type Sealer } from '../../../../../kit/crypto/sealer.js';
import { type Environment } from '../../lmdb/environment.js';
import { endpointRecords } from '../endpoints/endpoint-records.js';
import { type EndpointKey, endpointTables } from '../endpoints/endpoint-tables.js';
import { eventTables } from '../event-tables.js';
import { replayAll, stopAll } from './change-all.js';
import { deliveryTables, keyOf } from './delivery-tables.js';
import { addDelivery, replaceDelivery } from './delivery-writes.js';
import { dueOf, endpointsDue, endStuck } from './due-deliveries.js';
import { listDeliveries } from './list-deliveries.js';

/** Deliveries in LMDB. Those of an endpoint that is gone are not seen any more, also while they are still there. */
export const filesystemDeliveries = (environment: Environment, sealer: Sealer): Deliveries => {
  const tables = { ...deliveryTables(environment), ...endpointTables(environment), ...eventTables(environment) };
  const { deliveries } = tables;
  const endpoints = endpointRecords(environment, sealer);
  const endpointKey = ({ accountId, id }: EndpointRef): EndpointKey => [accountId, id];
  const isThere = (endpoint: EndpointRef): boolean => tables.endpoints.has(endpointKey(endpoint));

  return {
    byId: (endpoint, id) =>
      environment.read(() => (isThere(endpoint) ? O.fromNullable(deliveries.get(keyOf(endpoint, id))) : O.none)),

    list: (endpoint, filter, after, limit) =>
      environment.read(() =>
        isThere(endpoint)
          ? listDeliveries(tables, endpoint, filter, after, limit)
          : { items: [], damaged: [], next: null },
      ),

    endpointsDue: (now) => endpointsDue(environment, tables, now),

    due: (ref, now, limit) =>
      pipe(
        environment.read(() => {
          const endpoint = endpoints.get(endpointKey(ref));
          return endpoint === undefined ? null : { endpoint, ...dueOf(tables, ref, now, limit) };
        }),
        TE.chain((found) => {
          if (found === null) return TE.right(O.none);
          const { stuck, ...work } = found;
          const end = environment.write(() => ({ answer: undefined, writes: endStuck(tables, stuck) }));
          return TE.map(() => O.some(work))(stuck.length === 0 ? TE.right(undefined) : end);
        }),
      ),

    change: (ref, changes, ofEndpoint) =>
      environment.write(() => {
        const changed = endpoints.change(endpointKey(ref), ofEndpoint);
        if (changed === undefined) return { answer: O.none, writes: [] };
        const writes = changes.flatMap(({ id, change }) => {
          const before = deliveries.get(keyOf(ref, id));
          return before === undefined ? [] : replaceDelivery(tables, before, change(before));
        });
        return { answer: O.some(changed.endpoint), writes: [...writes, ...changed.writes] };
      }),

    add: (delivery) =>
      environment.write(() => ({
        answer: undefined,
        writes: isThere(delivery.endpoint) ? addDelivery(tables, delivery) : [],
      })),

    stopAll: (endpoint) => stopAll(environment, tables, endpoint),
    replayAll: (endpoint, filter, now) => replayAll(environment, tables, endpoint, filter, now),
  };
};
