import * as E from 'fp-ts/lib/Either.js';
import { type Collection, type Filter, ObjectId } from 'mongodb';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type MediaFacts } from '../../records/media.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { counted } from '../database/answers.js';
import { isDuplicate, OddAnswer } from '../database/faults.js';
import { type GridFiles, hasBytes } from './grid-files.js';
import { mediaRecord, USES_KEPT } from './media-records.js';
import { type Staging } from './staging.js';
import { StoreFault } from '../../shared/store-fault.js';

export interface PublishParts {
  readonly database: Database;
  readonly media: Collection<AnyDocument>;
  readonly files: GridFiles;
  readonly staging: Staging;
  readonly now: () => Instant;
  /** The name of this process. */
  readonly self: string;
}

/** What each publishing notes. Every one of them changes `uses`. */
const noting = ({ now, self }: PublishParts) => {
  const at = now();
  const uses = { $each: [{ by: self, at }], $slice: -USES_KEPT };
  return { $set: { usedAt: at }, $push: { uses } as never };
};

/**
 * Publishes by one upsert, which assigns the file to the media unless the media already has one. Where that one, or the
 * record, is damaged, this file takes its place; the old one is left to the sweep, and who reads it reads it to its end.
 * False: the media has a file with these bytes, and this copy stays staged until it is discarded.
 */
export const becomeMedia = async (
  parts: PublishParts,
  file: ObjectId,
  id: MediaId,
  facts: MediaFacts,
): Promise<boolean> => {
  const { database, media, files, staging } = parts;
  // From here on the sweep ignores the file for ten minutes, and publishing takes seconds at most.
  if (!(await staging.renew(file))) throw new StoreFault('the sweep has claimed the staged file');
  const stored = await upsert(parts, id, { ...facts, file, named: false, revision: 0 });
  if (file.equals(stored.file as ObjectId)) return true;
  if (isSound(stored, facts) && (await hasBytes(files, stored.file, facts))) return false;
  const { revision } = stored;
  const made = {
    ...facts,
    file,
    uses: [{ by: parts.self, at: parts.now() }],
    // The sweep asks for the messages of a file that is not known to be named.
    named: false,
    revision: typeof revision === 'number' ? revision + 1 : 0,
  };
  const old = { _id: { $eq: id }, file: { $eq: stored.file ?? null } };
  const { matchedCount } = await database.within(media.updateOne(old, { $set: made }));
  if (counted(matchedCount, 'update of media') === 0) return becomeMedia(parts, file, id, facts);
  if (stored.file instanceof ObjectId) await staging.abandon(stored.file);
  return true;
};

type StoredFile = AnyDocument & { readonly file?: unknown; readonly revision?: unknown };

/** Whether a record decodes and says the same. */
const isSound = (stored: StoredFile, facts: MediaFacts): stored is StoredFile & { readonly file: ObjectId } => {
  const read = mediaRecord.decode(stored);
  return E.isRight(read) && mediaFacts.every((fact) => read.right[fact] === facts[fact]);
};

const mediaFacts = ['type', 'sizeBytes', 'sha256', 'accountId'] as const satisfies readonly (keyof MediaFacts)[];

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
export const useAgain = async (parts: PublishParts, id: MediaId): Promise<void> => {
  if (!(await renew(parts, { _id: { $eq: id } }))) throw new StoreFault('the sweep has removed the published file');
};

/** Publishes a file once more as it is. False: the media has another file by now, or none. */
export const renewUse = (parts: PublishParts, id: MediaId, file: ObjectId): Promise<boolean> =>
  renew(parts, { _id: { $eq: id }, file: { $eq: file } });

/** False if no media fits. */
const renew = async (parts: PublishParts, which: Filter<AnyDocument>): Promise<boolean> => {
  const { database, media } = parts;
  const { matchedCount } = await database.within(media.updateOne(which, noting(parts)));
  return counted(matchedCount, 'update of media') === 1;
};

/** Returns the record of the media, whatever it is like. */
const upsert = async (
  parts: PublishParts,
  id: MediaId,
  made: Readonly<Record<string, unknown>>,
): Promise<StoredFile> => {
  const { database, media } = parts;
  try {
    const change = { $setOnInsert: made, ...noting(parts) };
    const stored = await database.within(
      media.findOneAndUpdate({ _id: { $eq: id } }, change, { upsert: true, returnDocument: 'after' }),
    );
    // Some servers answer null to an upsert that inserts.
    return stored ?? (await database.within(media.findOne({ _id: { $eq: id } }))) ?? unknownFile();
  } catch (error) {
    // If two publish the same media at once, the second finds the record of the first.
    if (isDuplicate(error)) return upsert(parts, id, made);
    throw error;
  }
};

const unknownFile = (): never => {
  throw new StoreFault(new OddAnswer('findAndModify of media'));
};
