import { type Document } from 'mongodb';
import * as t from 'io-ts';
import { type AccountId } from '../../../../../domain/model/account/account.js';
import {
  countedAs,
  countedStates,
  type Day,
  type DayCounts,
  dayOf,
  noCounts,
} from '../../../../../domain/model/event/activity.js';
import { type EventPlace, NO_PLACE } from '../../../../../domain/model/event/event-id.js';
import { type PlacedEvent } from '../../../../../domain/model/event/event.js';
import { type Damaged } from '../../../../../domain/ports/store.js';
import { accountId, eventPlace, natural, strict } from '../../../records/codecs.js';
import { type Database } from '../../database/database.js';
import { documents, type Documents, equal } from '../../database/documents.js';
import { CorruptDocument } from '../../database/faults.js';

/** What is counted of an account's day. */
export interface CountedDay extends DayCounts {
  readonly accountId: AccountId;
  readonly day: Day;
  /** The place of the last event that is counted. */
  readonly upTo: EventPlace;
}

const countedDay = strict<CountedDay>('day', {
  accountId,
  day: t.string,
  sent: natural,
  delivered: natural,
  read: natural,
  failed: natural,
  unconfirmed: natural,
  upTo: eventPlace,
});

/** Name of the collection: a document for each account and day. */
export const DAYS = 'days';

export const dayDocuments = (database: Database): Documents<CountedDay> =>
  documents<CountedDay>({ database, name: DAYS, codec: countedDay });

/**
 * Counts events on their days, each once: a day knows up to which place its events are counted. Repeating it is harmless.
 * Returns the damaged days. They stay as they are, and count no more.
 */
export const countDays = async (
  database: Database,
  account: AccountId,
  placed: readonly PlacedEvent[],
): Promise<readonly Damaged[]> => {
  const byDay = new Map<Day, PlacedEvent[]>();
  for (const one of placed) {
    if (countedAs(one.event.type) === null) continue;
    const day = dayOf(one.event.at);
    byDay.set(day, [...(byDay.get(day) ?? []), one]);
  }
  const days = dayDocuments(database);
  const damaged: Damaged[] = [];
  for (const [day, events] of byDay)
    try {
      await countDay(days, account, day, events);
    } catch (cause) {
      if (!(cause instanceof CorruptDocument)) throw cause;
      damaged.push({ what: cause.message, cause });
    }
  return damaged;
};

const countDay = async (
  days: Documents<CountedDay>,
  accountId: AccountId,
  day: Day,
  events: readonly PlacedEvent[],
): Promise<void> => {
  const place = { accountId, day };
  const kept = await days.first(equal(place));
  const before: CountedDay = kept?.record ?? { ...place, ...noCounts, upTo: NO_PLACE };
  const after = events.reduce(withEvent, before);
  if (after === before) return;
  const isWritten = kept === null ? (await days.insert(after, {})) !== null : await days.replace(kept, after);
  if (!isWritten) await countDay(days, accountId, day, events);
};

const withEvent = (day: CountedDay, { place, event }: PlacedEvent): CountedDay => {
  const state = countedAs(event.type);
  return state === null || place <= day.upTo ? day : { ...day, [state]: day[state] + 1, upTo: place };
};

/** What is counted of these days, in their order. */
export const countsOf = async (
  database: Database,
  accountId: AccountId,
  wanted: readonly Day[],
): Promise<readonly DayCounts[]> => {
  const filter: Document = { ...equal({ accountId }), day: { $in: wanted.map(String) } };
  const found = await dayDocuments(database).all(filter, { day: 1 });
  const byDay = new Map(found.map(({ record }) => [record.day, record]));
  return wanted.map((day) => justCounts(byDay.get(day) ?? noCounts));
};

const justCounts = (counts: DayCounts): DayCounts =>
  Object.fromEntries(countedStates.map((state) => [state, counts[state]])) as Record<keyof DayCounts, number>;
