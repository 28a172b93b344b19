import { type Filter } from 'mongodb';
import { type AccountId } from '../../../../domain/model/account/account.js';
import { type ContactId } from '../../../../domain/model/contact/contact.js';
import { withoutPerson } from '../../../../domain/model/event/erased-event.js';
import { type EndpointId } from '../../../../domain/model/webhook/endpoint.js';
import { type Round } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { sumRounds } from '../../shared/rounds.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { equal } from '../database/documents.js';
import { CorruptDocument } from '../database/faults.js';
import { eraseDeliveries, endpointsWithDeliveries } from './erase-deliveries.js';
import { eventDocuments, EVENTS } from '../events/log/event-documents.js';
import { placeAll } from '../events/relay/place-events.js';
import { PATIENCE } from '../database/deadline.js';

/** How many events are read at once. They are decoded in one turn of the event loop. */
const AT_ONCE = 100;

/**
 * Erases the events of a contact and what was answered to their deliveries. What waits is placed first, by whomever: no
 * change is placed twice, so nothing that was written before can appear behind this work any more.
 */
export const eraseEvents = async (database: Database, account: AccountId, contact: ContactId): Promise<Round> => {
  await placeAll(database, account);
  const endpoints = await endpointsWithDeliveries(database, account);
  const rounds: Round[] = [];
  for await (const page of eventsOfContact(database, account, contact))
    rounds.push(await erasePage(database, account, endpoints, page));
  return sumRounds(rounds);
};

/** The same for the events of some messages of an account, which are erased already. */
export const eraseEventsOfMessages = async (
  database: Database,
  account: AccountId,
  messages: readonly AnyDocument[],
): Promise<Round> => {
  const filter = eventsOfMessages(account, messages);
  if (filter === null) return { count: 0, damaged: [] };
  await placeAll(database, account);
  const endpoints = await endpointsWithDeliveries(database, account);
  const rounds: Round[] = [];
  for (let behind: AnyDocument['_id'] | null = null; ;) {
    const page: readonly AnyDocument[] = await find(
      database,
      { ...filter, ...(behind === null ? {} : { _id: { $gt: behind } }) },
      { _id: 1 },
    );
    rounds.push(await erasePage(database, account, endpoints, page));
    const last = page.at(-1);
    if (last === undefined || page.length < AT_ONCE) return sumRounds(rounds);
    behind = last._id;
  }
};

/** Each contact once, with all of its messages, as the index has them. */
const eventsOfMessages = (account: AccountId, messages: readonly AnyDocument[]): Filter<AnyDocument> | null => {
  const contacts = new Map<unknown, unknown[]>();
  for (const { contactId, id } of messages) contacts.set(contactId, [...(contacts.get(contactId) ?? []), id]);
  const each = [...contacts].map(([contactId, ids]) => ({ contactId: { $eq: contactId }, 'message.id': { $in: ids } }));
  return each.length === 0 ? null : { ...equal({ accountId: account }), $or: each };
};

/** First those that show the contact itself, then those of its messages: each by the place behind which the next begins. */
async function* eventsOfContact(
  database: Database,
  accountId: AccountId,
  contactId: ContactId,
): AsyncGenerator<readonly AnyDocument[]> {
  const ofContact = equal({ accountId, contactId });
  for (let place = 0; ;) {
    const page = await find(
      database,
      { ...ofContact, 'message.id': { $eq: null }, place: { $gt: place } },
      { place: 1 },
    );
    yield page;
    if (page.length < AT_ONCE) break;
    place = Number(page.at(-1)?.['place']);
  }
  for (let message = 0, place = 0; ;) {
    const behind = { $or: [{ 'message.id': { $gt: message } }, { place: { $gt: place } }] };
    const filter = { ...ofContact, 'message.id': { $gte: message }, ...behind };
    const page = await find(database, filter, { 'message.id': 1, place: 1 });
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < AT_ONCE) return;
    message = Number((last['message'] as AnyDocument)['id']);
    place = Number(last['place']);
  }
}

const find = (
  { collection, within }: Database,
  filter: Filter<AnyDocument>,
  sort: Readonly<Record<string, 1>>,
): Promise<readonly AnyDocument[]> =>
  within(collection(EVENTS).find(filter, { sort, limit: AT_ONCE }).toArray(), PATIENCE);

/** Nobody else changes an event, so each is written once, whoever does it. */
const erasePage = async (
  database: Database,
  account: AccountId,
  endpoints: readonly EndpointId[],
  page: readonly AnyDocument[],
): Promise<Round> => {
  const events = eventDocuments(database);
  const { items, damaged } = readEach(page, events.decode, CorruptDocument);
  const changes = items.flatMap((kept) => {
    const { event } = kept.record;
    const erased = withoutPerson(event);
    return erased === event ? [] : [{ kept, record: { ...kept.record, event: erased } }];
  });
  const count = await events.replaceAll(changes, PATIENCE);
  await eraseDeliveries(
    database,
    account,
    endpoints,
    items.map(({ record }) => record.id),
  );
  return { count, damaged };
};
