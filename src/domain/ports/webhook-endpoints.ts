import { type Option } from 'fp-ts/lib/Option.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../model/account/account.js';
import { type FeatureLimitExceeded, type Unavailable } from '../model/errors.js';
import { type Endpoint, type EndpointDraft, type EndpointId } from '../model/webhook/endpoint.js';
import { type Listing, type Stored } from './store.js';

/** The webhook endpoints of all accounts. Each function sees one account only. */
export interface WebhookEndpoints {
  readonly byId: (account: AccountId, id: EndpointId) => Stored<Option<Endpoint>>;
  /** All endpoints of an account, oldest first. */
  readonly list: (account: AccountId) => Stored<Listing<Endpoint>>;
  /**
   * Adds an endpoint. It gets every event whose change was acknowledged after this resolves, and none whose change was
   * acknowledged before it was called. An account has at most `MOST_ENDPOINTS`, exactly, also under concurrent calls.
   */
  readonly create: (draft: EndpointDraft) => TE.TaskEither<Unavailable | FeatureLimitExceeded, Endpoint>;
  /**
   * Changes an endpoint to what `change` makes of it, in one atomic step, and returns it after the change; none if there
   * is no such endpoint. `change` may be called more than once; if it returns its argument, nothing is written.
   */
  readonly update: (
    account: AccountId,
    id: EndpointId,
    change: (endpoint: Endpoint) => Endpoint,
  ) => Stored<Option<Endpoint>>;
  /** Removes an endpoint and its deliveries, these perhaps later; nothing of them is seen any more. False if it is not there. */
  readonly remove: (account: AccountId, id: EndpointId) => Stored<boolean>;
}
