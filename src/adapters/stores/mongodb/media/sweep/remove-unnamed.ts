import { type MediaId } from '../../../../../domain/model/media/media-id.js';
import { UNNAMED_KEPT, type MediaStorage } from '../../../../../domain/ports/media-storage.js';
import { type Instant } from '../../../../../domain/model/time.js';
import { type Round } from '../../../../../domain/ports/store.js';
import { readEach } from '../../../shared/read-each.js';
import { sumRounds } from '../../../shared/rounds.js';
import { storing } from '../../../shared/store-fault.js';
import { type Kept } from '../../database/documents.js';
import { CorruptDocument } from '../../database/faults.js';
import { type MediaRecord, USES_KEPT } from '../media-records.js';
import { namedIn } from './named-media.js';
import { type RemovalParts, removeMedia } from './remove-media.js';
import { someAtOnce } from '../../database/some-at-once.js';

/** How many files are read at once. */
const PAGE = 100;

/** Removes files at once that no message names, by the law of the port. What it leaves, a sweep removes. */
export const makeRemoveUnnamed =
  (parts: RemovalParts): MediaStorage['removeUnnamed'] =>
  (ids) =>
    storing(async () => {
      const rounds: Round[] = [];
      for (let from = 0; from < ids.length; from += PAGE)
        rounds.push(await removeSome(parts, ids.slice(from, from + PAGE)));
      return sumRounds(rounds);
    });

/**
 * In this order: the record is read; then whoever may have published it and not yet opened a message is looked for; then
 * the messages. A request that published it before is found by one of the two, and one that publishes it later changes
 * `uses`, so that the conditional removal does nothing.
 */
const removeSome = async (parts: RemovalParts, ids: readonly MediaId[]): Promise<Round> => {
  const { database, media } = parts;
  const found = await media.found({ _id: { $in: [...ids] } }, {});
  const { items, damaged } = readEach(found, media.decode, CorruptDocument);
  const free = items.filter((kept) => !mayBeInUse(parts, kept));
  const named = await namedIn(database, free);
  let count = 0;
  await someAtOnce(free, async (kept) => {
    if (named.has(kept.document._id as MediaId)) return;
    const uses: unknown = kept.document['uses'];
    if (await removeMedia(parts, kept, { uses: { $eq: uses ?? null } })) count += 1;
  });
  return { count, damaged };
};

/** A request of this process has it pinned. Of those of other processes is known only that they publish first. */
const mayBeInUse = ({ pins, now, self }: RemovalParts, kept: Kept<MediaRecord>): boolean => {
  const { usedAt, uses } = kept.record;
  const recent = uses.filter(({ at }) => isRecent(at, now()));
  const areAllKnown = recent.length > 0 ? recent.length < USES_KEPT : !isRecent(usedAt, now());
  return pins.has(kept.document._id as MediaId) || !areAllKnown || recent.some(({ by }) => by !== self);
};

const isRecent = (at: Instant, now: Instant): boolean => now - at <= UNNAMED_KEPT;
