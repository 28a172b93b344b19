import { type ObjectId } from 'mongodb';
import { type MediaId } from '../../../../../domain/model/media/media-id.js';
import { type Round, type Stored } from '../../../../../domain/ports/store.js';
import { UNNAMED_KEPT } from '../../../../../domain/ports/media-storage.js';
import { type Kept } from '../../database/documents.js';
import { CorruptDocument } from '../../database/faults.js';
import { pagesByTime } from '../../database/pages.js';
import { type MediaRecord } from '../media-records.js';
import { namedIn } from './named-media.js';
import { isPublished, type RemovalParts, removeFile, removeMedia } from './remove-media.js';
import { someAtOnce } from '../../database/some-at-once.js';
import { ABANDONED_AFTER } from '../staging.js';
import { readEach } from '../../../shared/read-each.js';
import { sumRounds } from '../../../shared/rounds.js';
import { storing } from '../../../shared/store-fault.js';

/** How many items are read at once. */
const BATCH = 500;

/**
 * Removes files without an owner, of any node: published files that no message names, uploads that no node renews, and
 * files without a record and without a staging document. Any number of nodes may sweep at once.
 */
export const makeSweep = (parts: RemovalParts): Stored<Round> => {
  let hasSearched = false;
  return storing(async () => {
    const { count, damaged } = await sweepUnnamed(parts);
    const staged = await sweepStaging(parts);
    const unknown = hasSearched ? 0 : await sweepUnknown(parts);
    hasSearched = true;
    return { count: count + staged + unknown, damaged };
  });
};

/**
 * Removes published files that no message names. A file that a message names is marked as named, so that it is queried
 * once. If a message is opened after the query, its file was published after `usedAt`, and then the conditional removal
 * does nothing.
 */
const sweepUnnamed = async (parts: RemovalParts): Promise<Round> => {
  const { media, pins, now } = parts;
  const until = now() - UNNAMED_KEPT - 1;
  const old = { named: { $eq: false }, usedAt: { $lte: until } };
  const rounds: Round[] = [];
  for await (const found of pagesByTime(media, { named: { $eq: false } }, 'usedAt', until)) {
    const { items: batch, damaged } = readEach(found, media.decode, CorruptDocument);
    const named = await namedIn(parts.database, batch);
    await markNamed(
      parts,
      batch.filter(({ document }) => named.has(document._id as MediaId)),
    );
    let count = 0;
    await someAtOnce(batch, async (kept) => {
      const id = kept.document._id as MediaId;
      if (named.has(id) || pins.has(id)) return;
      if (await removeMedia(parts, kept, old)) count += 1;
    });
    rounds.push({ count, damaged });
  }
  return sumRounds(rounds);
};

/** Only over what was read: a file may have lost its name since. */
const markNamed = async ({ database, media }: RemovalParts, named: readonly Kept<MediaRecord>[]): Promise<void> => {
  if (named.length === 0) return;
  const marks = named.map(({ document: { _id, revision } }) => ({
    updateOne: { filter: { revision: { $eq: (revision ?? null) as unknown }, _id }, update: { $set: { named: true } } },
  }));
  await database.within(media.collection.bulkWrite(marks, { ordered: false }));
};

/**
 * Removes uploads that were not renewed for ten minutes. Each is claimed first, so that it can no longer be published.
 */
const sweepStaging = async (parts: RemovalParts): Promise<number> => {
  const { staging } = parts;
  let removed = 0;
  for (let isMore = true; isMore;) {
    const claimed = await staging.claim(BATCH);
    let forgotten = 0;
    await someAtOnce(claimed, async (file) => {
      // Its process may have died between publishing and ending the staging.
      if (await isPublished(parts, file)) await staging.forget(file);
      else if (!(await removeFile(parts, file))) return;
      else removed += 1;
      forgotten += 1;
    });
    isMore = claimed.length === BATCH && forgotten > 0;
  }
  return removed;
};

/**
 * Removes files without a record and a staging document: of an earlier version, or of a process that died while it
 * replaced a file. It looks at every file, so it is done once a process.
 */
const sweepUnknown = async ({ database, media, files, staging, readers, now }: RemovalParts): Promise<number> => {
  let removed = 0;
  let after: ObjectId | null = null;
  for (;;) {
    const batch = await files.idsBefore(now() - ABANDONED_AFTER, after, BATCH);
    const staged = await staging.among(batch);
    const published = await database.within(media.collection.distinct('file', { file: { $in: [...batch] } }));
    const known = new Set([...staged, ...published.map(String)]);
    await someAtOnce(batch, async (file) => {
      if (known.has(file.toHexString()) || readers.has(file.toHexString())) return;
      await files.remove(file);
      removed += 1;
    });
    after = batch.at(-1) ?? after;
    if (batch.length < BATCH) return removed;
  }
};
