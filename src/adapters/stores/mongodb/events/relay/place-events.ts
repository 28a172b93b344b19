import { MongoServerError } from 'mongodb';
import { type AccountId } from '../../../../../domain/model/account/account.js';
import { type EventPlace, NO_PLACE } from '../../../../../domain/model/event/event-id.js';
import { type ContactId } from '../../../../../domain/model/contact/contact.js';
import { contactOfEvent } from '../../../../../domain/model/event/event.js';
import { type Instant } from '../../../../../domain/model/time.js';
import { type Damaged } from '../../../../../domain/ports/store.js';
import { type Database } from '../../database/database.js';
import { equal } from '../../database/documents.js';
import { isDuplicate } from '../../database/faults.js';
import { type EventDocuments, eventDocuments, placedEvent } from '../log/event-documents.js';
import { byAccount, markUnspread, progressDocuments } from '../leases/progress.js';
import { damagedIn, readWaiting, takeOut, type WaitingDocument, type WaitingEvent } from '../waiting/waiting-events.js';
import { PATIENCE } from '../../database/deadline.js';

/** What placing some events did. */
export interface Placing {
  /** Whether everything is placed that waited when it began. */
  readonly isAll: boolean;
  /** Whether something still waits, or is to be taken out of its document. */
  readonly more: boolean;
  readonly damaged: readonly Damaged[];
}

/**
 * Gives some of an account's waiting events their places, and takes them out of the documents of their changes. Any
 * process may do so at any time: a place is one above the highest, and the unique indexes let each place and each change
 * be taken once. So a place is visible only when all before it are, whatever the clocks say.
 */
export const placeEvents = async (database: Database, account: AccountId): Promise<Placing> => {
  const { documents, isAll } = await readWaiting(database, account);
  if (documents.length === 0) return { isAll, more: false, damaged: [] };
  await insertEach(database, account, inOrder(documents));
  await markUnspread(database, account);
  const isTaken = await takeOut(database, documents);
  return { isAll, more: !isAll || !isTaken, damaged: damagedIn(documents) };
};

/** Places everything that waits when it is called. */
export const placeAll = async (database: Database, account: AccountId): Promise<void> => {
  while (!(await placeEvents(database, account)).isAll);
};

/**
 * In the order of time, but a contact was made before whatever else tells of it, and the events of one document stay in
 * their order: the clocks of two nodes may be apart.
 */
const inOrder = (documents: readonly WaitingDocument[]): readonly WaitingEvent[] => {
  const earliest = new Map<ContactId | null, Instant>();
  for (const { event } of documents.flatMap(({ events }) => events)) {
    const contact = contactOfEvent(event);
    earliest.set(contact, Math.min(event.at, earliest.get(contact) ?? event.at));
  }
  const timed = documents.flatMap(({ events }) => {
    let latest = Number.NEGATIVE_INFINITY;
    return events.map((one) => {
      const { type, at } = one.event;
      latest = Math.max(latest, type === 'contact.created' ? (earliest.get(contactOfEvent(one.event)) ?? at) : at);
      return { one, at: latest };
    });
  });
  // Of one time, contacts come first, as they were read.
  return timed.sort((one, other) => one.at - other.at).map(({ one }) => one);
};

const insertEach = async (database: Database, account: AccountId, waiting: readonly WaitingEvent[]): Promise<void> => {
  const events = eventDocuments(database);
  for (let rest = waiting; rest.length > 0; rest = await notThere(events, database, account, rest)) {
    const behind = Math.max(await events.newest(account), await floorOf(database, account));
    const placed = rest.map((one, index) => placedEvent(one, (behind + 1 + index) as EventPlace));
    try {
      await database.within(events.collection.insertMany(placed as never[], { ordered: true }), PATIENCE);
      return;
    } catch (error) {
      if (!isDuplicate(error) || !(error instanceof MongoServerError)) throw error;
    }
  }
};

/** The events whose changes have no place yet. */
const notThere = async (
  { collection }: EventDocuments,
  { within }: Database,
  accountId: AccountId,
  waiting: readonly WaitingEvent[],
): Promise<readonly WaitingEvent[]> => {
  const filter = { ...equal({ accountId }), change: { $in: waiting.map(({ change }) => change) } };
  const found = await within(collection.find(filter, { projection: { change: 1 } }).toArray(), PATIENCE);
  const there = new Set(found.map(({ change }): unknown => change));
  return waiting.filter(({ change }) => !there.has(change));
};

const floorOf = async (database: Database, account: AccountId): Promise<EventPlace> =>
  (await progressDocuments(database).first(byAccount(account)))?.record.floor ?? NO_PLACE;
