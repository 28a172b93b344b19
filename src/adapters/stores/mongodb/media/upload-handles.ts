import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { type UploadHandles } from '../../../../domain/ports/upload-handles.js';
import { type UploadHandle, uploadHandle, whatsappIdOf } from '../../records/upload-handle.js';
import { type Instant } from '../../../../domain/model/time.js';
import { counted } from '../database/answers.js';
import { type Database } from '../database/database.js';
import { documents, equal, recordOf, unlessDuplicate } from '../database/documents.js';
import { pagesByTime } from '../database/pages.js';
import { storing } from '../../shared/store-fault.js';
import { PATIENCE } from '../database/deadline.js';

/** A media id contains no space. */
export const nameOfHandle = (media: string, phoneNumberId: string): string => `${media} ${phoneNumberId}`;

const handleDocuments = (database: Database) =>
  documents<UploadHandle>({ database, name: 'uploadHandles', codec: uploadHandle });

export const mongodbUploadHandles = (database: Database): UploadHandles => {
  const handles = handleDocuments(database);

  const keep = async (name: string, kept: UploadHandle): Promise<void> => {
    const upsert = handles.collection.updateOne(equal({ _id: name }), { $set: kept }, { upsert: true });
    // If two create the same handle at once, the second finds the first one's.
    if (!(await unlessDuplicate(database, upsert))) await keep(name, kept);
  };

  return {
    find: (media, phoneNumberId, now) =>
      storing(async () => {
        const found = await handles.first(equal({ _id: nameOfHandle(media, phoneNumberId) }));
        return whatsappIdOf(recordOf(found), now);
      }),
    keep: (media, phoneNumberId, whatsappId, goodUntil) =>
      storing(() => keep(nameOfHandle(media, phoneNumberId), { whatsappId, goodUntil })),
    forget: (media, phoneNumberId) =>
      storing(async () => {
        await database.within(handles.collection.deleteOne(equal({ _id: nameOfHandle(media, phoneNumberId) })));
      }),
  };
};

/** Drops all handles of a file that is removed. Their names begin with its id and a space. */
export const dropHandlesOf = async ({ collection, within }: Database, media: string): Promise<void> => {
  const names = { _id: { $gte: `${media} `, $lt: `${media}!` } };
  await within(collection('uploadHandles').deleteMany(names), PATIENCE);
};

/** Drops expired handles, also damaged ones. Returns how many. */
export const dropOldHandles =
  (database: Database) =>
  (now: Instant): Stored<Round> =>
    storing(async () => {
      const handles = handleDocuments(database);
      let count = 0;
      // One deletion of a million would take longer than the database may be silent.
      for await (const found of pagesByTime(handles, {}, 'goodUntil', now)) {
        const old = { _id: { $in: found.map(({ _id }) => _id) }, goodUntil: { $lte: now } };
        const { deletedCount } = await database.within(handles.collection.deleteMany(old), PATIENCE);
        count += counted(deletedCount, 'delete of uploadHandles');
      }
      return { count, damaged: [] };
    });
