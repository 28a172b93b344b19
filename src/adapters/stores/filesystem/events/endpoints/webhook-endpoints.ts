import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { limitExceeded } from '../../../../../domain/model/account/feature-limit.js';
import { MOST_ENDPOINTS } from '../../../../../domain/model/webhook/endpoint.js';
import { type WebhookEndpoints } from '../../../../../domain/ports/webhook-endpoints.js';
import { type Sealer } from '../../../../../kit/crypto/sealer.js';
import { lastPlace } from '../add-events.js';
import { eventTables } from '../event-tables.js';
import { type Environment } from '../../lmdb/environment.js';
import { endpointRecords, ofAccount } from './endpoint-records.js';
import { endpointTables } from './endpoint-tables.js';

/** Webhook endpoints in LMDB. The deliveries of one that is removed go with the next housekeeping. */
export const filesystemEndpoints = (environment: Environment, sealer: Sealer): WebhookEndpoints => {
  const tables = { ...eventTables(environment), ...endpointTables(environment) };
  const { endpoints, removed } = tables;
  const records = endpointRecords(environment, sealer);

  return {
    byId: (account, id) => environment.read(() => O.fromNullable(records.get([account, id]))),
    list: (account) => environment.read(() => records.list(account)),

    create: (draft) =>
      environment.writeEither(() => {
        const { accountId } = draft;
        const full = limitExceeded('webhook_endpoints', endpoints.keys(ofAccount(accountId)).length, MOST_ENDPOINTS);
        if (full !== null) return E.left(full);
        const endpoint = { ...draft, behind: lastPlace(tables, accountId) };
        return E.right({ answer: endpoint, writes: records.put(endpoint) });
      }),

    update: (account, id, change) =>
      environment.write(() => {
        const changed = records.change([account, id], change);
        return changed === undefined
          ? { answer: O.none, writes: [] }
          : { answer: O.some(changed.endpoint), writes: changed.writes };
      }),

    remove: (account, id) =>
      environment.write(() => {
        const answer = endpoints.has([account, id]);
        return { answer, writes: answer ? [endpoints.remove([account, id]), removed.put([account, id], true)] : [] };
      }),
  };
};
