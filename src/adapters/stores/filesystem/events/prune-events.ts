import { type LoggedEvent } from '../../../../domain/model/event/event.js';
import { NO_PLACE } from '../../../../domain/model/event/event-id.js';
import { EVENTS_KEPT } from '../../../../domain/model/event/kept-for.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { type Decision } from '../lmdb/decision.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { PIECE, type Piece, walk } from '../lmdb/slices.js';
import { type Write } from '../lmdb/table.js';
import { contactPlaces, type EventKey, type RelayTables, relayTables } from './event-tables.js';
import { newestPlace } from './read-events.js';

/**
 * Drops relayed events that are older than they are kept, account by account in the order of their places, up to the
 * first that is young enough. The newest of an account stays, as does a damaged one, which is named.
 */
export const pruneEvents = (environment: Environment, now: Instant): Stored<Round> => {
  const tables = relayTables(environment);
  return walk<EventKey>(environment, [0, 0], (place) => pruneSome(tables, place, now));
};

const pruneSome = (tables: RelayTables, [account, after]: EventKey, now: Instant): Decision<Piece<EventKey>> => {
  const { events, relayed } = tables;
  const until = Math.min((relayed.get(account) ?? NO_PLACE) + 1, newestPlace(tables, account));
  const keys = events.keys({ after: [account, after], until: [account, until], limit: PIECE });
  const { items, damaged } = readEach(keys, (key) => placed(events.get(key), key), CorruptRecord);
  const young = items.find(({ logged }) => logged.event.at > now - EVENTS_KEPT)?.key[1] ?? Infinity;
  const old = items.filter(({ key }) => key[1] < young);
  const last = keys.at(-1);
  const isAccountDone = keys.length < PIECE || young < Infinity || last === undefined;
  return {
    answer: {
      count: old.length,
      damaged,
      next: isAccountDone ? nextAccount(tables, account) : last,
    },
    writes: old.flatMap(({ key, logged }) => removeEvent(tables, key, logged)),
  };
};

const placed = (logged: LoggedEvent | undefined, key: EventKey) => (logged === undefined ? undefined : { key, logged });

const nextAccount = ({ events }: RelayTables, account: number): EventKey | null => {
  const [key] = events.keys({ from: [account + 1, 0], limit: 1 });
  return key === undefined ? null : [key[0], 0];
};

const removeEvent = ({ events, byContact }: RelayTables, key: EventKey, { event }: LoggedEvent): readonly Write[] => [
  events.remove(key),
  ...contactPlaces(event, key[1]).map(byContact.remove),
];
