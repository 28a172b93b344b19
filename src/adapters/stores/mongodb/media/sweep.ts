import { type ObjectId } from 'mongodb';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { type Instant } from '../../../../domain/model/time.js';
import { UNNAMED_KEPT } from '../../../../domain/ports/media-storage.js';
import { type Pins } from '../../../../kit/pins.js';
import { type Database } from '../database/database.js';
import { type Documents, type Kept } from '../database/documents.js';
import { counted } from '../database/answers.js';
import { CorruptDocument } from '../database/faults.js';
import { pagesByTime } from '../database/pages.js';
import { type MediaRecord } from './media-records.js';
import { type GridFiles } from './grid-files.js';
import { ABANDONED_AFTER, type Staging } from './staging.js';
import { readEach } from '../../shared/read-each.js';
import { sumRounds } from '../../shared/rounds.js';
import { storing } from '../../shared/store-fault.js';

/** How many items are read at once. */
const BATCH = 500;

/** How many of them are processed at once, so that requests find free connections. */
const AT_ONCE = 8;

export interface SweepParts {
  readonly database: Database;
  readonly media: Documents<MediaRecord>;
  readonly files: GridFiles;
  readonly staging: Staging;
  readonly pins: Pins<MediaId>;
  /** Files that are being read on this node. */
  readonly readers: Pins<string>;
  readonly now: () => Instant;
}

/**
 * Removes files without an owner, of any node: published files that no message names, uploads that no node renews, and
 * files without a record and without a staging document. Any number of nodes may sweep at once.
 */
export const makeSweep = (parts: SweepParts): Stored<Round> => {
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
const sweepUnnamed = async (parts: SweepParts): Promise<Round> => {
  const { database, media, staging, pins, now } = parts;
  const until = now() - UNNAMED_KEPT - 1;
  const old = { named: { $eq: false }, usedAt: { $lte: until } };
  const rounds: Round[] = [];
  for await (const found of pagesByTime(media, { named: { $eq: false } }, 'usedAt', until)) {
    const { items: batch, damaged } = readEach(found, media.decode, CorruptDocument);
    const named = await namedAmong(parts, batch);
    await database.within(media.collection.updateMany({ _id: { $in: [...named] } }, { $set: { named: true } }));
    let count = 0;
    await someAtOnce(batch, async ({ record, document }) => {
      const id = document._id as MediaId;
      if (named.has(id) || pins.has(id)) return;
      // If this process dies in between, the next sweep of any node removes the file.
      await staging.abandon(record.file);
      const { deletedCount } = await database.within(media.collection.deleteOne({ ...old, _id: { $eq: id } }));
      if (counted(deletedCount, 'delete of media') === 0) return void (await staging.forget(record.file));
      await removeFile(parts, record.file);
      count += 1;
    });
    rounds.push({ count, damaged });
  }
  return sumRounds(rounds);
};

/** Which of these files a message names. */
const namedAmong = async (
  { database }: SweepParts,
  batch: readonly Kept<MediaRecord>[],
): Promise<ReadonlySet<MediaId>> => {
  const named = new Set<MediaId>();
  // One query per account, because messages may be sharded by account.
  for (const accountId of new Set(batch.map(({ record }) => record.accountId))) {
    const ids = batch.filter(({ record }) => record.accountId === accountId).map(({ document }) => document._id);
    // An erased message names its file no more.
    const filter = { accountId: { $eq: accountId }, mediaId: { $in: ids }, mediaUrl: { $ne: null } };
    for (const id of await database.within(database.collection('messages').distinct('mediaId', filter)))
      named.add(id as MediaId);
  }
  return named;
};

/** Removes a file that can no longer be opened. False: it is still being read, and a later sweep removes it. */
const removeFile = async ({ files, staging, readers }: SweepParts, file: ObjectId): Promise<boolean> => {
  if (readers.has(file.toHexString())) return false;
  await files.remove(file);
  await staging.forget(file);
  return true;
};

/**
 * Removes uploads that were not renewed for ten minutes. Each is claimed first, so that it can no longer be published.
 */
const sweepStaging = async (parts: SweepParts): Promise<number> => {
  const { media, staging } = parts;
  let removed = 0;
  for (let isMore = true; isMore;) {
    const claimed = await staging.claim(BATCH);
    let forgotten = 0;
    await someAtOnce(claimed, async (file) => {
      // Its process may have died between publishing and ending the staging.
      const isPublished = (await media.found({ file: { $eq: file } }, {}, 1)).length > 0;
      if (isPublished) await staging.forget(file);
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
const sweepUnknown = async ({ database, media, files, staging, readers, now }: SweepParts): Promise<number> => {
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

const someAtOnce = async <A>(all: readonly A[], work: (one: A) => Promise<void>): Promise<void> => {
  const left = all.values();
  const takeAll = async (): Promise<void> => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, takeAll));
};
