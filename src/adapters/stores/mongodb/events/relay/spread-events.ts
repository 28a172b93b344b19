import { type AccountId } from '../../../../../domain/model/account/account.js';
import { type PlacedEvent } from '../../../../../domain/model/event/event.js';
import { neverSeen } from '../../../../../domain/model/account/last-seen.js';
import { withSeen } from '../../../../../domain/model/event/seen-event.js';
import { type EndpointRef, refOfEndpoint } from '../../../../../domain/model/webhook/endpoint.js';
import { deliveriesOf } from '../../../../../domain/model/webhook/event-deliveries.js';
import { type Instant } from '../../../../../domain/model/time.js';
import { type Damaged } from '../../../../../domain/ports/store.js';
import { readEach } from '../../../shared/read-each.js';
import { type Database } from '../../database/database.js';
import { equal } from '../../database/documents.js';
import { CorruptDocument } from '../../database/faults.js';
import { insertUnordered } from '../../database/insert-unordered.js';
import { eventDocuments, placeOf } from '../log/event-documents.js';
import { DELIVERIES, newDocument } from '../deliveries/delivery-documents.js';
import { endpointDocuments, wakeEndpoints } from '../endpoints/endpoint-documents.js';
import { countDays } from './count-days.js';
import { moveCursor, setSpread, standingOf } from '../leases/progress.js';
import { PATIENCE } from '../../database/deadline.js';

/** What spreading some events did. */
export interface Spreading {
  readonly count: number;
  readonly more: boolean;
  /** The endpoints that got deliveries. */
  readonly endpoints: readonly EndpointRef[];
  readonly damaged: readonly Damaged[];
}

/** How many events are spread at once, and how many deliveries they make at most. */
const AT_ONCE = 200;
const MOST_DELIVERIES = 1_000;

/**
 * Gives some of an account's placed events, those behind its cursor, their deliveries, and counts them. The cursor moves
 * last, and each step before it may be repeated: a delivery is named by its event and endpoint, and a day knows up to
 * which place it is counted. Events are read before endpoints, so that an endpoint which was there before an event was
 * placed is seen.
 */
export const spreadEvents = async (database: Database, account: AccountId, now: Instant): Promise<Spreading> => {
  const standing = await standingOf(database, account);
  const events = eventDocuments(database);
  const behind = { ...equal({ accountId: account }), place: { $gt: standing.cursor } };
  const found = await events.found(behind, { place: 1 }, AT_ONCE);
  if (found.length === 0) {
    await setSpread(database, account, standing);
    return { count: 0, more: false, endpoints: [], damaged: [] };
  }

  const receivers = endpointDocuments(database);
  const endpoints = readEach(
    await receivers.found(equal({ accountId: account }), { slot: 1 }),
    (document) => receivers.decode(document).record,
    CorruptDocument,
  );
  const some = found.slice(0, Math.max(1, Math.floor(MOST_DELIVERIES / Math.max(1, endpoints.items.length))));
  const { items, damaged } = readEach(
    some,
    (document): PlacedEvent => ({ ...events.decode(document).record, place: placeOf(document) }),
    CorruptDocument,
  );
  const deliveries = items.flatMap((event) => deliveriesOf(endpoints.items, event, now));
  await insertUnordered(database, DELIVERIES, deliveries.map(newDocument), PATIENCE);
  const woken = deliveries.flatMap(({ status, endpoint }) => (status === 'pending' ? [endpoint.id] : []));
  await wakeEndpoints(database, account, [...new Set(woken)], now);
  const notCounted = await countDays(database, account, items);
  const through = placeOf(some.at(-1) ?? { _id: 0 });
  const seen = items.reduce((so, { event }) => withSeen(so, event), neverSeen);
  await moveCursor(database, account, through, seen);
  const more = some.length < found.length || found.length === AT_ONCE;
  if (!more) await setSpread(database, account, standing);

  const got = new Set(deliveries.map(({ endpoint }) => endpoint.id));
  return {
    count: some.length,
    more,
    endpoints: endpoints.items.filter(({ id }) => got.has(id)).map(refOfEndpoint),
    damaged: [...damaged, ...endpoints.damaged, ...notCounted],
  };
};
