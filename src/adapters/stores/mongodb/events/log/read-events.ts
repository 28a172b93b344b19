import { type AccountId } from '../../../../../domain/model/account/account.js';
import { type EventPlace } from '../../../../../domain/model/event/event-id.js';
import { type EventType } from '../../../../../domain/model/event/event-type.js';
import { type LoggedEvent } from '../../../../../domain/model/event/event.js';
import { type EventPage } from '../../../../../domain/ports/event-log.js';
import { readEach } from '../../../shared/read-each.js';
import { type Database } from '../../database/database.js';
import { equal } from '../../database/documents.js';
import { CorruptDocument } from '../../database/faults.js';
import { eventDocuments, placeOf } from './event-documents.js';

/** How many events one call looks through. Those that do not fit are not read. */
const MOST_LOOKED_THROUGH = 2_000;
/** How many one call returns at most: they are decoded in one turn of the event loop. */
const MOST_READ = 200;

/** Events behind a place, oldest first. */
export const eventsAfter = async (
  database: Database,
  accountId: AccountId,
  behind: EventPlace,
  types: readonly EventType[] | null,
  limit: number,
): Promise<EventPage> => {
  const events = eventDocuments(database);
  const most = Math.min(limit, MOST_READ);
  if (most < 1) return { items: [], damaged: [], through: behind, more: true };
  const range = { ...equal({ accountId }), place: { $gt: behind } };
  const end = types === null ? null : await endOf(database, accountId, behind);
  if (end?.count === 0) return { items: [], damaged: [], through: behind, more: false };
  const wanted =
    types === null || end === null
      ? range
      : { ...range, place: { $gt: behind, $lte: end.place }, type: { $in: [...types] } };
  const found = await events.found(wanted, { place: 1 }, most);
  const { items, damaged } = readEach(found, (one): LoggedEvent => events.decode(one).record, CorruptDocument);
  const last = found.at(-1);
  const isFull = found.length === most;
  const through = end === null || isFull ? (last === undefined ? behind : placeOf(last)) : end.place;
  return { items, damaged, through, more: isFull || end?.count === MOST_LOOKED_THROUGH };
};

/** The last of the events that a call looks through, and how many they are. Only the index is read. */
const endOf = async (
  { collection, within }: Database,
  accountId: AccountId,
  behind: EventPlace,
): Promise<{ readonly place: EventPlace; readonly count: number }> => {
  const filter = { ...equal({ accountId }), place: { $gt: behind } };
  const options = { projection: { _id: 0, place: 1 }, sort: { place: 1 }, limit: MOST_LOOKED_THROUGH } as const;
  const found = await within(collection('events').find(filter, options).toArray());
  const last = found.at(-1);
  return { place: last === undefined ? behind : placeOf(last), count: found.length };
};
