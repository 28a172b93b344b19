import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { limitExceeded } from '../../../../domain/model/account/feature-limit.js';
import { type FeatureLimitExceeded } from '../../../../domain/model/errors.js';
import { type Endpoint, type EndpointDraft, MOST_ENDPOINTS } from '../../../../domain/model/webhook/endpoint.js';
import { type WebhookEndpoints } from '../../../../domain/ports/webhook-endpoints.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { readEach } from '../../shared/read-each.js';
import { sealEndpoint } from '../../shared/sealing/endpoint-secrets.js';
import { StoreFault, storing, storingEither } from '../../shared/store-fault.js';
import { sealing } from '../database/key-checks.js';
import { counted } from '../database/answers.js';
import { type Database } from '../database/database.js';
import { equal } from '../database/documents.js';
import { CorruptDocument } from '../database/faults.js';
import { DELIVERIES, ofEndpoint } from './deliveries/delivery-documents.js';
import { eventDocuments } from './log/event-documents.js';
import { placeAll } from './relay/place-events.js';
import { changeEndpoint } from './endpoints/change-endpoint.js';
import { byEndpoint, endpointDocuments, endpointOf } from './endpoints/endpoint-documents.js';
import { PATIENCE } from '../database/deadline.js';

/** Webhook endpoints in MongoDB, a document each. Each takes one of its account's slots, so that the index counts them. */
export const mongodbEndpoints = (database: Database, sealer: Sealer): WebhookEndpoints => {
  const endpoints = endpointDocuments(database);
  const events = eventDocuments(database);

  /** Left: every slot is taken. */
  const insert = async (draft: EndpointDraft): Promise<E.Either<FeatureLimitExceeded, Endpoint>> => {
    const taken = await endpoints.found(equal({ accountId: draft.accountId }), { slot: 1 });
    const full = limitExceeded('webhook_endpoints', taken.length, MOST_ENDPOINTS);
    if (full !== null) return E.left(full);
    const slots = new Set(taken.map(({ slot }): unknown => slot));
    const slot = Array.from({ length: MOST_ENDPOINTS }, (_, index) => index + 1).find((one) => !slots.has(one));
    // What waits happened before, and gets its place before the endpoint is there. Whatever comes later gets a higher one.
    await placeAll(database, draft.accountId);
    const endpoint: Endpoint = { ...draft, behind: await events.newest(draft.accountId) };
    const made = await sealing(database, sealer, () =>
      endpoints.insert(sealEndpoint(endpoint, sealer), { _id: draft.id, slot }),
    );
    if (made !== null) return E.right(endpoint);
    // The driver may repeat an insert after a lost connection, and the first one had succeeded.
    const own = await endpoints.first(byEndpoint(draft));
    return own === null ? insert(draft) : E.right(endpointOf(own, sealer));
  };

  return {
    byId: (account, id) =>
      storing(async () => {
        const kept = await endpoints.first(byEndpoint({ accountId: account, id }));
        return kept === null ? O.none : O.some(endpointOf(kept, sealer));
      }),
    list: (account) =>
      storing(async () =>
        readEach(
          await endpoints.found(equal({ accountId: account }), { createdAt: 1, id: 1 }),
          (document) => endpointOf(endpoints.decode(document), sealer),
          CorruptDocument,
        ),
      ),
    create: (draft) => storingEither(() => insert(draft)),
    update: (account, id, change) =>
      storing(async () => O.fromNullable(await changeEndpoint(database, sealer, { accountId: account, id }, change))),
    remove: (account, id) =>
      storing(async () => {
        const ref = { accountId: account, id };
        const removed = await database.within(endpoints.collection.deleteOne(byEndpoint(ref)));
        if (counted(removed.deletedCount, 'delete of webhookEndpoints') === 0) return false;
        await dropDeliveries(database, ref);
        return true;
      }),
  };
};

/** Whatever is left of them is not seen any more, and goes with its age. */
const dropDeliveries = async (
  { collection, within }: Database,
  endpoint: Parameters<typeof ofEndpoint>[0],
): Promise<void> => {
  try {
    await within(collection(DELIVERIES).deleteMany(ofEndpoint(endpoint)), PATIENCE);
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
  }
};
