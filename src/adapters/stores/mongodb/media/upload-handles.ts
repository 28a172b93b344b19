import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { type UploadHandles } from '../../../../domain/ports/upload-handles.js';
import { type UploadHandle, uploadHandle, whatsappIdOf } from '../../records/upload-handle.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Database } from '../database/database.js';
import { documents, equal, recordOf, unlessDuplicate } from '../database/documents.js';
import { storing } from '../../shared/store-fault.js';

/** A media id contains no space. */
export const nameOfHandle = (media: string, phoneNumberId: string): string => `${media} ${phoneNumberId}`;

export const mongodbUploadHandles = (database: Database): UploadHandles => {
  const handles = documents<UploadHandle>({ database, name: 'uploadHandles', codec: uploadHandle });

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

/** How long dropping expired handles may take, in milliseconds. No request waits for it. */
const PATIENCE = 10_000;

/** Drops expired handles. Returns how many. */
export const dropOldHandles =
  (database: Database) =>
  (now: Instant): Stored<Round> =>
    storing(async () => {
      const old = database.collection('uploadHandles').deleteMany({ goodUntil: { $lte: now } });
      return { count: (await database.within(old, PATIENCE)).deletedCount, damaged: [] };
    });
