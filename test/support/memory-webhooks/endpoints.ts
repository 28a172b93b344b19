import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { limitExceeded } from '../../../src/domain/model/account/feature-limit.js';
import { MOST_ENDPOINTS } from '../../../src/domain/model/webhook/endpoint.js';
import { type WebhookEndpoints } from '../../../src/domain/ports/webhook-endpoints.js';
import { type MemoryState, newestPlace, stateOf } from './state.js';

/** The webhook endpoints of all accounts. */
export const memoryEndpoints = (state: MemoryState): WebhookEndpoints => ({
  byId: (account, id) => TE.rightIO(() => O.fromNullable(stateOf(state, account).endpoints.get(id))),
  list: (account) => TE.rightIO(() => ({ items: [...stateOf(state, account).endpoints.values()], damaged: [] })),
  create: (draft) => () => {
    const one = stateOf(state, draft.accountId);
    const full = limitExceeded('webhook_endpoints', one.endpoints.size, MOST_ENDPOINTS);
    if (full !== null) return Promise.resolve(E.left(full));
    const endpoint = { ...draft, behind: newestPlace(one) };
    one.endpoints.set(endpoint.id, endpoint);
    one.deliveries.set(endpoint.id, new Map());
    return Promise.resolve(E.right(endpoint));
  },
  update: (account, id, change) =>
    TE.rightIO(() => {
      const { endpoints } = stateOf(state, account);
      const before = endpoints.get(id);
      if (before === undefined) return O.none;
      const after = change(before);
      endpoints.set(id, after);
      return O.some(after);
    }),
  remove: (account, id) =>
    TE.rightIO(() => {
      const { endpoints, deliveries } = stateOf(state, account);
      deliveries.delete(id);
      return endpoints.delete(id);
    }),
});
