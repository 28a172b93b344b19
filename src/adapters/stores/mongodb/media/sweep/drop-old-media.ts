import { type MediaId } from '../../../../../domain/model/media/media-id.js';
import { type MediaStorage } from '../../../../../domain/ports/media-storage.js';
import { DAY, type Instant } from '../../../../../domain/model/time.js';
import { type Round } from '../../../../../domain/ports/store.js';
import { readEach } from '../../../shared/read-each.js';
import { sumRounds } from '../../../shared/rounds.js';
import { storing } from '../../../shared/store-fault.js';
import { type Kept } from '../../database/documents.js';
import { CorruptDocument } from '../../database/faults.js';
import { pagesByTime } from '../../database/pages.js';
import { type MediaRecord } from '../media-records.js';
import { namedIn } from './named-media.js';
import { type RemovalParts, removeMedia } from './remove-media.js';
import { someAtOnce } from '../../database/some-at-once.js';

/**
 * Removes files that were last published before the day of an instant (UTC), found by the index of that time. A message is
 * opened right after its file was published, so this says when the file was last named. Where the clocks of nodes are
 * apart it may not: so each file that would go is looked up once among the younger messages.
 */
export const makeDropNamedBefore =
  (parts: RemovalParts): MediaStorage['dropNamedBefore'] =>
  (before) =>
    storing(async () => {
      const day = Math.floor(before / DAY) * DAY;
      const rounds: Round[] = [];
      for (const named of [true, false])
        for await (const page of pagesByTime(parts.media, { named: { $eq: named } }, 'usedAt', day - 1)) {
          const { items, damaged } = readEach(page, parts.media.decode, CorruptDocument);
          rounds.push({ count: await dropSome(parts, items, day), damaged });
        }
      return sumRounds(rounds);
    });

const dropSome = async (parts: RemovalParts, some: readonly Kept<MediaRecord>[], day: Instant): Promise<number> => {
  const { media, database, pins } = parts;
  const free = some.filter(({ document }) => !pins.has(document._id as MediaId));
  const named = await namedIn(database, free, day);
  if (named.size > 0) {
    const change = { $max: { usedAt: day } };
    await database.within(media.collection.updateMany({ _id: { $in: [...named] } }, change));
  }
  let count = 0;
  await someAtOnce(free, async (kept) => {
    if (named.has(kept.document._id as MediaId)) return;
    if (await removeMedia(parts, kept, { usedAt: { $lt: day } })) count += 1;
  });
  return count;
};
