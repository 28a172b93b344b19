import { type AccountId } from '../../../../../domain/model/account/account.js';
import { type LoggedEvent } from '../../../../../domain/model/event/event.js';
import { isTestEventId, placeOfEventId } from '../../../../../domain/model/event/event-id.js';
import { type Instant } from '../../../../../domain/model/time.js';
import { type Delivery, type PendingDelivery } from '../../../../../domain/model/webhook/delivery.js';
import { type EndpointId, type EndpointRef } from '../../../../../domain/model/webhook/endpoint.js';
import { exampleOf } from '../../../../../domain/model/webhook/test-delivery.js';
import { type DueDelivery, type DueWork } from '../../../../../domain/ports/deliveries.js';
import { type Damaged } from '../../../../../domain/ports/store.js';
import { type Sealer } from '../../../../../kit/crypto/sealer.js';
import { readEach } from '../../../shared/read-each.js';
import { type AnyDocument, type Database } from '../../database/database.js';
import { equal } from '../../database/documents.js';
import { CorruptDocument } from '../../database/faults.js';
import { changeEndpoint } from '../endpoints/change-endpoint.js';
import { byEndpoint, endpointDocuments, endpointOf, ENDPOINTS } from '../endpoints/endpoint-documents.js';
import { eventDocuments } from '../log/event-documents.js';
import { type AccountLeases } from '../leases/account-leases.js';
import { DELIVERIES, deliveryDocuments } from './delivery-documents.js';
import { besideDue } from './next-due.js';
import { PATIENCE } from '../../database/deadline.js';

/** The endpoints with a delivery that may be due, of the accounts that this process works for. No delivery is read. */
export const endpointsDue = async (
  { collection, within }: Database,
  leases: AccountLeases,
  now: Instant,
): Promise<readonly EndpointRef[]> => {
  const due = collection(ENDPOINTS).find({ dueAt: { $lte: now } }, { projection: { accountId: 1, id: 1 } });
  const found = (await within(due.toArray(), PATIENCE)).map(({ accountId, id }): EndpointRef => ({
    accountId: accountId as AccountId,
    id: id as EndpointId,
  }));
  const mine = new Set(await leases.take([...new Set(found.map(({ accountId }) => accountId))]));
  return found.filter(({ accountId }) => mine.has(accountId));
};

/** What is due of an endpoint; null if it is gone. What cannot be tried is ended, so that it stands before nothing else. */
export const dueWork = async (
  database: Database,
  sealer: Sealer,
  ref: EndpointRef,
  now: Instant,
  limit: number,
): Promise<DueWork | null> => {
  const kept = await endpointDocuments(database).first(byEndpoint(ref));
  if (kept === null) return null;
  const endpoint = endpointOf(kept, sealer);
  const due: DueDelivery[] = [];
  const damaged: Damaged[] = [];
  for (let isMore = true; isMore && due.length < limit;) {
    const page = await readPage(database, ref, now, limit - due.length, due);
    due.push(...page.due);
    damaged.push(...page.damaged);
    await endStuck(database, ref, page);
    isMore = page.gone.length + page.broken.length > 0;
  }
  // Nothing is due, and the endpoint says otherwise: it is to say when something will be.
  if (due.length === 0) await changeEndpoint(database, sealer, ref, (one) => one, besideDue(database, ref));
  return { endpoint, due, damaged };
};

interface DuePage {
  readonly due: readonly DueDelivery[];
  readonly damaged: readonly Damaged[];
  /** Deliveries whose event is gone or damaged. */
  readonly gone: readonly AnyDocument[];
  /** Deliveries that do not decode. */
  readonly broken: readonly AnyDocument[];
}

const readPage = async (
  database: Database,
  { accountId, id }: EndpointRef,
  now: Instant,
  limit: number,
  known: readonly DueDelivery[],
): Promise<DuePage> => {
  const deliveries = deliveryDocuments(database);
  const filter = {
    ...equal({ accountId, dueOf: id }),
    nextTryAt: { $lte: now },
    id: { $nin: known.map(({ delivery }) => delivery.id) },
  };
  const found = await deliveries.found(filter, { nextTryAt: 1 }, limit);
  const pages = found.map((document) => {
    const { items, damaged } = readEach([document], deliveries.decode, CorruptDocument);
    const [read] = items;
    return { document, delivery: read?.record.status === 'pending' ? read.record : null, damaged };
  });
  const waiting = pages.flatMap(({ delivery }) => (delivery === null ? [] : [delivery]));
  const events = await eventsOf(database, accountId, waiting);
  const isGone = ({ eventId }: Delivery): boolean => !events.items.has(eventId);
  return {
    due: waiting.flatMap((delivery: PendingDelivery) => {
      const event = events.items.get(delivery.eventId);
      return event === undefined ? [] : [{ delivery, event }];
    }),
    damaged: [...pages.flatMap(({ damaged }) => damaged), ...events.damaged],
    gone: pages.flatMap(({ delivery, document }) => (delivery !== null && isGone(delivery) ? [document] : [])),
    broken: pages.flatMap(({ delivery, document }) => (delivery === null ? [document] : [])),
  };
};

/** The events of deliveries, in one read. */
const eventsOf = async (database: Database, accountId: AccountId, waiting: readonly Delivery[]) => {
  const places = waiting.flatMap(({ eventId }) => {
    const place = placeOfEventId(eventId);
    return place._tag === 'None' ? [] : [place.value];
  });
  const events = eventDocuments(database);
  const filter = { ...equal({ accountId }), place: { $in: [...new Set(places)] } };
  const found = places.length === 0 ? [] : await events.found(filter, { place: 1 });
  const { items, damaged } = readEach(found, (one): LoggedEvent => events.decode(one).record, CorruptDocument);
  const examples = waiting.filter(({ eventId }) => isTestEventId(eventId)).map(exampleOf);
  return { items: new Map([...items, ...examples].map((event) => [event.id, event])), damaged };
};

/**
 * Ends deliveries that cannot be tried, as `lostDelivery` says. A damaged one stays as it is, and is no more in the index
 * of what is due.
 */
const endStuck = async (
  { collection, within }: Database,
  { accountId }: EndpointRef,
  { gone, broken }: DuePage,
): Promise<void> => {
  const write = async (documents: readonly AnyDocument[], change: object): Promise<void> => {
    if (documents.length === 0) return;
    const filter = { ...equal({ accountId }), _id: { $in: documents.map(({ _id }) => _id) }, dueOf: { $exists: true } };
    await within(collection(DELIVERIES).updateMany(filter, change), PATIENCE);
  };
  await write(gone, {
    $set: { status: 'failed', reason: null },
    $unset: { dueOf: '', nextTryAt: '' },
    $inc: { revision: 1 },
  });
  await write(broken, { $unset: { dueOf: '' } });
};
