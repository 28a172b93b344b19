import { type Instant } from '../../../../domain/model/time.js';
import { type Damaged, type Round, type Stored } from '../../../../domain/ports/store.js';
import { type Decision } from './decision.js';
import { type Environment } from './environment.js';
import { CorruptRecord } from './faults.js';
import { PIECE, type Piece, walk } from './slices.js';
import { type Key, type Write } from './table.js';
import { type Timed, type TimedTable } from './timed-table.js';

/** Where a walk is; `after` is null at its start. */
interface Place {
  readonly after: Timed | null;
}

/**
 * Drops the records whose time is over at `now`. It reads nothing but these. A damaged record stays, and is named.
 */
export const dropExpired =
  <K extends Key, A>(environment: Environment, table: TimedTable<K, A>): ((now: Instant) => Stored<Round>) =>
  (now) =>
    walk<Place>(environment, { after: null }, ({ after }): Decision<Piece<Place>> => {
      const places = table.due(now, after, PIECE);
      const damaged: Damaged[] = [];
      let count = 0;
      const writes = places.flatMap((place): readonly Write[] => {
        try {
          if (table.at(place) === undefined) return [table.removePlace(place)];
          count += 1;
          return [table.remove(table.keyOf(place))];
        } catch (cause) {
          if (!(cause instanceof CorruptRecord)) throw cause;
          damaged.push({ what: cause.message, cause });
          return [];
        }
      });
      const last = places.length < PIECE ? undefined : places.at(-1);
      return { answer: { count, damaged, next: last === undefined ? null : { after: last } }, writes };
    });
