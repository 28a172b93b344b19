import { type Collection, type ObjectId } from 'mongodb';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type MediaFacts } from '../../records/media.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { isDuplicate } from '../database/faults.js';
import { type Staging } from './staging.js';
import { StoreFault } from '../../shared/store-fault.js';

export interface PublishParts {
  readonly database: Database;
  readonly media: Collection<AnyDocument>;
  readonly staging: Staging;
  readonly now: () => Instant;
}

/**
 * Publishes by one upsert, which assigns the file to the media unless the media already has one. False: it has another
 * file, and this copy stays staged until it is discarded.
 */
export const becomeMedia = async (
  { database, media, staging, now }: PublishParts,
  file: ObjectId,
  id: MediaId,
  facts: MediaFacts,
): Promise<boolean> => {
  // From here on the sweep ignores the file for ten minutes, and publishing takes seconds at most.
  if (!(await staging.renew(file))) throw new StoreFault('the sweep has claimed the staged file');
  const stored = await upsert(database, media, id, { ...facts, file, named: false, revision: 0 }, now());
  return file.equals(stored);
};

/** Ends the staging of a file that was assigned to its media. */
export const endStaging = async (
  { database, media, staging }: PublishParts,
  file: ObjectId,
  id: MediaId,
): Promise<void> => {
  if (await staging.end(file)) return;
  await database.within(media.deleteOne({ _id: { $eq: id }, file: { $eq: file } }));
  throw new StoreFault('the sweep has claimed the staged file');
};

/** Publishes again a file that is already assigned to its media. */
export const useAgain = async ({ database, media, now }: PublishParts, id: MediaId): Promise<void> => {
  const { matchedCount } = await database.within(media.updateOne({ _id: { $eq: id } }, { $set: { usedAt: now() } }));
  if (matchedCount === 0) throw new StoreFault('the sweep has removed the published file');
};

/** Returns the file of the media. */
const upsert = async (
  database: Database,
  media: Collection<AnyDocument>,
  id: MediaId,
  made: Readonly<Record<string, unknown>>,
  usedAt: Instant,
): Promise<ObjectId> => {
  try {
    const change = { $setOnInsert: made, $set: { usedAt } };
    const stored = await database.within(
      media.findOneAndUpdate({ _id: { $eq: id } }, change, { upsert: true, returnDocument: 'after' }),
    );
    return stored?.['file'] as ObjectId;
  } catch (error) {
    // If two publish the same media at once, the second finds the record of the first.
    if (isDuplicate(error)) return upsert(database, media, id, made, usedAt);
    throw error;
  }
};
