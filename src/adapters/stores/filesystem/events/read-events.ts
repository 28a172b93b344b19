import { type AccountId } from '../../../../domain/model/account/account.js';
import { type LoggedEvent } from '../../../../domain/model/event/event.js';
import { type EventPlace, NO_PLACE } from '../../../../domain/model/event/event-id.js';
import { type EventType } from '../../../../domain/model/event/event-type.js';
import { type EventPage } from '../../../../domain/ports/event-log.js';
import { type Damaged } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { type EventTables } from './event-tables.js';

/** How many events one call reads at most, which takes some 3 ms. */
const MOST_READ = 100;

/** The place of the account's newest event; `NO_PLACE` if it has none. */
export const newestPlace = ({ events }: Pick<EventTables, 'events'>, account: number): EventPlace => {
  const [key] = events.keys({ from: [account, 0], until: [account + 1, 0], limit: 1, reverse: true });
  return key === undefined ? NO_PLACE : (key[1] as EventPlace);
};

/** The account's events behind a place. Damaged ones are named, and passed over. */
export const readEvents = (
  { events }: Pick<EventTables, 'events'>,
  account: AccountId,
  place: EventPlace,
  types: readonly EventType[] | null,
  limit: number,
): EventPage => {
  const most = types === null ? Math.min(limit, MOST_READ) : MOST_READ;
  const keys = limit < 1 ? [] : events.keys({ after: [account, place], until: [account + 1, 0], limit: most });
  const items: LoggedEvent[] = [];
  const damaged: Damaged[] = [];
  let looked = 0;
  for (const key of keys) {
    looked += 1;
    const read = readEach([key], events.get, CorruptRecord);
    damaged.push(...read.damaged);
    items.push(...read.items.filter(({ event }) => types === null || types.includes(event.type)));
    if (items.length === limit) break;
  }
  const through = (keys[looked - 1]?.[1] ?? place) as EventPlace;
  return { items, damaged, through, more: looked < keys.length || keys.length === most };
};
