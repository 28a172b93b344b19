import * as E from 'fp-ts/lib/Either.js';
import { type AnyBulkWriteOperation, type Document, type Filter } from 'mongodb';
import * as t from 'io-ts';
import { type AccountId } from '../../../../../domain/model/account/account.js';
import { contactOfEvent, type OutboundEvent } from '../../../../../domain/model/event/event.js';
import { type Damaged } from '../../../../../domain/ports/store.js';
import { eventRecord } from '../../../records/events/event.js';
import { counted, isCount } from '../../database/answers.js';
import { type AnyDocument, type Database } from '../../database/database.js';
import { equal } from '../../database/documents.js';
import { CorruptDocument } from '../../database/faults.js';
import { PATIENCE } from '../../database/deadline.js';

/** The collections in whose documents events wait. */
export const writers = ['messages', 'consents', 'accounts', 'contacts'] as const;
type Writer = (typeof writers)[number];

/** How many documents are read at once of each. They are decoded in one turn of the event loop. */
const AT_ONCE = 100;

/** An event that waits in the document of its change. */
export interface WaitingEvent {
  /** The random id of its change. */
  readonly change: string;
  /** As it stands there. */
  readonly element: Document;
  readonly event: OutboundEvent;
}

/** A document in which events wait. */
export interface WaitingDocument {
  readonly writer: Writer;
  readonly document: AnyDocument;
  /** In the order of their changes. */
  readonly events: readonly WaitingEvent[];
  /** The elements that do not decode. They stay. */
  readonly broken: readonly unknown[];
}

/** Some of the documents in which an account's events wait. */
export interface Waiting {
  readonly documents: readonly WaitingDocument[];
  /** Whether these are all that waited when it began to read. */
  readonly isAll: boolean;
}

/** The accounts with waiting events, in order. */
export const accountsWaiting = async ({ collection, within }: Database): Promise<readonly AccountId[]> => {
  const each = writers.map((name) => within(collection(name).distinct('eventsOf', { eventsOf: { $gt: 0 } }), PATIENCE));
  const found: readonly unknown[] = (await Promise.all(each)).flat();
  return [...new Set(found.filter(isCount))].sort((one, other) => one - other) as readonly number[] as AccountId[];
};

/**
 * Reads waiting events of an account, the oldest first. Contacts come last: a message is opened after its contact was
 * made, so the contact of a message that was seen is seen too, or has been placed before. It is read by its id, however
 * many contacts wait.
 */
export const readWaiting = async (database: Database, account: AccountId): Promise<Waiting> => {
  const read = async (writer: Writer, more: Filter<AnyDocument> = {}, limit = AT_ONCE) => {
    const place = writer === 'accounts' ? { _id: account } : { accountId: account };
    const filter = { ...equal({ ...place, eventsOf: account }), ...more };
    const fields = { accountId: 1, id: 1, events: 1, eventsAt: 1, revision: 1 };
    const found = database.collection(writer).find(filter, { projection: fields, sort: { eventsAt: 1 }, limit });
    return (await database.within(found.toArray(), PATIENCE)).map((document) => readDocument(writer, document));
  };
  const [messages, consents, accounts] = await Promise.all([read('messages'), read('consents'), read('accounts')]);
  const beside = [...consents, ...accounts];
  const shown = [...messages, ...beside].flatMap(({ events }) => events.map(({ event }) => contactOfEvent(event)));
  const ids = [...new Set(shown.filter((id) => id !== null))];
  const [named, oldest] = await Promise.all([
    ids.length === 0 ? [] : read('contacts', { id: { $in: ids } }, 0),
    read('contacts'),
  ]);
  const contacts = [...named, ...oldest].map((one) => [String(one.document._id), one] as const);
  const all = [...new Map(contacts).values(), ...messages, ...beside];
  const pages = [messages, consents, accounts, oldest];
  return { documents: all, isAll: pages.every((page) => page.length < AT_ONCE) };
};

const withChange = t.type({ change: t.string });

const readDocument = (writer: Writer, document: AnyDocument): WaitingDocument => ({
  writer,
  document,
  ...waitingIn(document['events']),
});

/** What waits in the field `events` of a document. */
export const waitingIn = (kept: unknown): Pick<WaitingDocument, 'events' | 'broken'> => {
  const found: readonly unknown[] = Array.isArray(kept) ? kept : [kept];
  const events: WaitingEvent[] = [];
  const broken: unknown[] = [];
  for (const element of found) {
    const event = eventRecord.decode(element);
    if (withChange.is(element) && E.isRight(event))
      events.push({ change: element.change, element: element, event: event.right });
    else broken.push(element);
  }
  return { events, broken };
};

/** The damaged events in documents, each named by its document. */
export const damagedIn = (documents: readonly WaitingDocument[]): readonly Damaged[] =>
  documents.flatMap(({ writer, document: { _id }, broken }) => {
    if (broken.length === 0) return [];
    const cause = new CorruptDocument(writer, String(_id).slice(0, 24), 'events');
    return [{ what: cause.message, cause }];
  });

/**
 * Takes placed events out of their documents, unless a document was changed since it was read: then they are found
 * again, and are not placed again. Counts the revision up, so that no one writes them back who has read the document
 * before. Damaged ones stay, and wait no more. Returns whether all documents were as they had been read.
 */
export const takeOut = async (database: Database, documents: readonly WaitingDocument[]): Promise<boolean> => {
  const counts = writers.map(async (writer) => {
    const own = documents.filter((one) => one.writer === writer);
    if (own.length === 0) return true;
    const written = database.collection(writer).bulkWrite(own.map(emptied), { ordered: false });
    const { matchedCount } = await database.within(written, PATIENCE);
    return counted(matchedCount, `update of ${writer}`) === own.length;
  });
  return (await Promise.all(counts)).every(Boolean);
};

const emptied = ({ document, broken }: WaitingDocument): AnyBulkWriteOperation<AnyDocument> => {
  const { _id, accountId, revision } = document;
  const shard = typeof accountId === 'number' ? { accountId } : {};
  const next = isCount(revision) ? revision + 1 : 1;
  const rest = broken.length === 0 ? { $unset: { events: '' } } : { $set: { events: broken } };
  return {
    updateOne: {
      filter: { ...equal(shard), revision: { $eq: (revision ?? null) as unknown }, _id },
      update: {
        $set: { ...rest.$set, revision: next },
        $unset: { ...rest.$unset, eventsOf: '', eventsAt: '' },
      },
    },
  };
};
