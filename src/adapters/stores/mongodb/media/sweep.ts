import { type Filter, type ObjectId } from 'mongodb';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type Damaged, type Round, type Stored } from '../../../../domain/ports/store.js';
import { type Instant } from '../../../../domain/model/time.js';
import { UNNAMED_KEPT } from '../../../../domain/ports/media-storage.js';
import { type Pins } from '../../../../kit/pins.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { type Documents, type Kept } from '../database/documents.js';
import { CorruptDocument } from '../database/faults.js';
import { type MediaRecord } from './media-records.js';
import { type GridFiles } from './grid-files.js';
import { ABANDONED_AFTER, type Staging } from './staging.js';
import { readEach } from '../../shared/read-each.js';
import { storing } from '../../shared/store-fault.js';

/** How many things are looked at at once. */
const BATCH = 500;

/** How many of them are worked on at once, so that requests find connections free. */
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
 * Removes what has no owner, whichever node left it: published files that no message names, uploads that no node
 * renews, and files that neither a record nor a staging document knows. Any number of nodes may sweep at once.
 */
export const makeSweep = (parts: SweepParts): Stored<Round> =>
  storing(async () => {
    const { count, damaged } = await sweepNameless(parts);
    return { count: count + (await sweepStaging(parts)) + (await sweepUnknown(parts)), damaged };
  });

/**
 * Published files that no message names. What a message is found to name is marked, so that it is asked about once.
 * A message that is opened after the question was published after `usedAt`, and the removal is conditional on that.
 */
const sweepNameless = async (parts: SweepParts): Promise<Round> => {
  const { database, media, pins, now } = parts;
  const old = { named: { $eq: false }, usedAt: { $lt: now() - UNNAMED_KEPT } };
  let removed = 0;
  const damages: Damaged[] = [];
  const left: unknown[] = [];
  for (;;) {
    const found = await media.found({ ...old, _id: { $nin: left } } as Filter<AnyDocument>, { usedAt: 1 }, BATCH);
    const { items: batch, damaged } = readEach(found, media.decode, CorruptDocument);
    const sound = new Set(batch.map(({ document }) => document._id));
    left.push(...found.map(({ _id }) => _id).filter((id) => !sound.has(id)));
    damages.push(...damaged);
    const named = await namedAmong(parts, batch);
    await database.within(media.collection.updateMany({ _id: { $in: [...named] } }, { $set: { named: true } }));
    await someAtOnce(batch, async ({ record, document }) => {
      const id = document._id as MediaId;
      if (named.has(id)) return;
      if (pins.has(id)) return void left.push(id);
      const { deletedCount } = await database.within(media.collection.deleteOne({ ...old, _id: { $eq: id } }));
      if (deletedCount === 0) return;
      await removeFile(parts, record.file);
      removed += 1;
    });
    if (found.length < BATCH) return { count: removed, damaged: damages };
  }
};

/** Which of these files a message names. */
const namedAmong = async (
  { database }: SweepParts,
  batch: readonly Kept<MediaRecord>[],
): Promise<ReadonlySet<MediaId>> => {
  const named = new Set<MediaId>();
  // Account by account, since messages may be sharded by it.
  for (const accountId of new Set(batch.map(({ record }) => record.accountId))) {
    const ids = batch.filter(({ record }) => record.accountId === accountId).map(({ document }) => document._id);
    const filter = { accountId: { $eq: accountId }, mediaId: { $in: ids } };
    for (const id of await database.within(database.collection('messages').distinct('mediaId', filter)))
      named.add(id as MediaId);
  }
  return named;
};

/** A file that is still being read keeps its chunks for so long; it can no longer be opened. */
const removeFile = async ({ files, readers }: SweepParts, file: ObjectId): Promise<void> => {
  // What is still being read has no record any more: the next sweep takes it for unknown.
  if (!readers.has(file.toHexString())) await files.remove(file);
};

/** Uploads that were not renewed for ten minutes: each is claimed first, so that it can no longer be published. */
const sweepStaging = async ({ media, files, staging }: SweepParts): Promise<number> => {
  let removed = 0;
  for (;;) {
    const claimed = await staging.claim(BATCH);
    await someAtOnce(claimed, async (file) => {
      // Its process may have died between publishing and ending the staging.
      const isPublished = (await media.found({ file: { $eq: file } }, {}, 1)).length > 0;
      if (!isPublished) await files.remove(file);
      await staging.forget(file);
      if (!isPublished) removed += 1;
    });
    if (claimed.length < BATCH) return removed;
  }
};

/** Files without record and staging document: a process died while it removed them, or they were being read. */
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
