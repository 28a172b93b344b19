import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Listing, type Stored } from '../../../../domain/ports/store.js';
import { distinctDamages, readEach } from '../../shared/read-each.js';
import { type Decision } from '../lmdb/decision.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { PIECE, type Piece, walkUntil } from '../lmdb/slices.js';
import { type Timed, type TimedTable } from '../lmdb/timed-table.js';
import { type MediaRecord } from './media-tables.js';

/** Some files that have lost their names. */
interface UnnamedSome extends Piece<Place> {
  readonly ids: readonly MediaId[];
}

/** Where a walk through an order is; `after` is null at its start. */
interface Place {
  readonly after: Timed | null;
}

/** Takes their names from the files that were last named before a time. `records` are in the order in which they were. */
export const unnameBefore = (
  environment: Environment,
  records: TimedTable<string, MediaRecord>,
  before: Instant,
): Stored<Listing<MediaId>> =>
  pipe(
    walkUntil<Place, UnnamedSome>(
      environment,
      { after: null },
      ({ after }) => unnameSome(records, before, after),
      () => false,
    ),
    TE.map((pieces) => ({
      items: pieces.flatMap(({ ids }) => ids),
      damaged: distinctDamages(pieces.flatMap(({ damaged }) => damaged)),
    })),
  );

/** Takes their names from some files behind a place of the order in which files were last named. */
const unnameSome = (
  records: TimedTable<string, MediaRecord>,
  before: Instant,
  after: Timed | null,
): Decision<UnnamedSome> => {
  const places = records.due(before - 1, after, PIECE);
  const { items, damaged } = readEach(
    places,
    (place) => ({ place, id: records.keyOf(place) as MediaId, record: records.at(place) }),
    CorruptRecord,
  );
  const last = places.length < PIECE ? undefined : places.at(-1);
  const ids = items.flatMap(({ id, record }) => (record === undefined ? [] : [id]));
  return {
    answer: { count: ids.length, damaged, ids, next: last === undefined ? null : { after: last } },
    writes: items.map(({ place, id, record }) =>
      record === undefined ? records.removePlace(place) : records.put(id, { ...record, named: false }),
    ),
  };
};
