import * as t from 'io-ts';
import { lastDays } from '../../../../domain/model/event/activity.js';
import { DAYS_COUNTED, EVENTS_KEPT } from '../../../../domain/model/event/kept-for.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { sumRounds } from '../../shared/rounds.js';
import { storing } from '../../shared/store-fault.js';
import { counted } from '../database/answers.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { documents, equal } from '../database/documents.js';
import { pagesByTime } from '../database/pages.js';
import { DELIVERIES } from './deliveries/delivery-documents.js';
import { EVENTS } from './log/event-documents.js';
import { DAYS } from './relay/count-days.js';
import { PROGRESS } from './leases/progress.js';
import { PATIENCE } from '../database/deadline.js';

/** Drops old events, deliveries and counts of days. Returns how many. */
export const dropOldEvents =
  (database: Database) =>
  (now: Instant): Stored<Round> =>
    storing(async () =>
      sumRounds([
        await dropByAge(database, DELIVERIES, 'eventAt', now - EVENTS_KEPT, (page) => [
          { _id: { $in: page.map(({ _id }) => _id) } },
        ]),
        await dropEvents(database, now - EVENTS_KEPT),
        await dropDays(database, now),
      ]),
    );

/** Those behind the cursor of their account go. So its newest event stays, and one that is not relayed yet. */
const dropEvents = (database: Database, until: Instant): Promise<Round> =>
  dropByAge(database, EVENTS, 'at', until, async (page) => {
    const accounts = [...new Set(page.map(({ accountId }): unknown => accountId))];
    const found = database.collection(PROGRESS).find({ _id: { $in: accounts as number[] } });
    return (await database.within(found.toArray(), PATIENCE)).map(({ _id, cursor }) => ({
      ...equal({ accountId: Number(_id) }),
      place: { $lt: Number(cursor) },
      _id: { $in: page.filter(({ accountId }) => accountId === _id).map((one) => one._id) },
    }));
  });

type Filters = readonly object[];

/** Deletes what `filtersOf` names of the documents of a collection with a time before `until`, a page at a time. */
const dropByAge = async (
  database: Database,
  name: string,
  field: string,
  until: Instant,
  filtersOf: (page: readonly AnyDocument[]) => Filters | Promise<Filters>,
): Promise<Round> => {
  const old = documents({ database, name, codec: t.unknown, fields: ['accountId', 'place', field] });
  let count = 0;
  for await (const page of pagesByTime(old, {}, field, until - 1))
    for (const filter of page.length === 0 ? [] : await filtersOf(page)) {
      const { deletedCount } = await database.within(old.collection.deleteMany(filter), PATIENCE);
      count += counted(deletedCount, `delete of ${name}`);
    }
  return { count, damaged: [] };
};

const dropDays = async ({ collection, within }: Database, now: Instant): Promise<Round> => {
  const [first = ''] = lastDays(now, DAYS_COUNTED);
  const { deletedCount } = await within(collection(DAYS).deleteMany({ day: { $lt: first } }), PATIENCE);
  return { count: counted(deletedCount, `delete of ${DAYS}`), damaged: [] };
};
