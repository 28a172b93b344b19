import { Binary } from 'mongodb';
import { type MediaId } from '../../../../src/domain/model/media/media-id.js';
import { mongodbMediaStorage } from '../../../../src/adapters/stores/mongodb/media/media-storage.js';
import { type Database } from '../../../../src/adapters/stores/mongodb/database/database.js';
import { UNLIMITED } from '../../../../src/domain/model/account/account.js';
import { type MediaStage } from '../../../contracts/media-storage.js';
import { draft, NOW, right } from '../../../contracts/support.js';
import { openFresh } from './fresh.js';

export interface MediaDatabase extends MediaStage {
  readonly database: Database;
  readonly url: string;
  readonly now: () => number;
  readonly close: () => Promise<void>;
}

/** A media storage in a fresh database. */
export const openMediaDatabase = async (): Promise<MediaDatabase> => {
  const { database, messages, url, close } = await openFresh();
  let time = NOW;
  const now = (): number => time;
  const fileOf = async (id: MediaId): Promise<unknown> =>
    (await database.collection('media').findOne({ _id: { $eq: id } }))?.['file'];
  return {
    database,
    url,
    now,
    storage: mongodbMediaStorage(database, now),
    restart: async () => mongodbMediaStorage(database, now),
    pass: (milliseconds) => void (time += milliseconds),
    name: async (id) => void (await right(messages.open(draft({ mediaId: id }), UNLIMITED, time))),
    damage: async (id) => {
      await database.collection('media').updateOne({ _id: { $eq: id } }, { $unset: { sizeBytes: '' } });
    },
    rot: async (id) => {
      const chunk = { files_id: await fileOf(id), n: 0 };
      const found = await database.collection('media.chunks').findOne(chunk);
      const bytes = Buffer.from((found?.['data'] as Binary).buffer);
      bytes.write('wrong', 300_000);
      await database.collection('media.chunks').updateOne(chunk, { $set: { data: new Binary(bytes) } });
    },
    cut: async (id) => {
      await database.collection('media.chunks').deleteOne({ files_id: await fileOf(id), n: 1 });
    },
    lose: async (id) => {
      await database.collection('media.chunks').deleteMany({ files_id: await fileOf(id) });
    },
    unrecord: async (id) => {
      await database.collection('media').deleteOne({ _id: { $eq: id } });
    },
    kept: () => keptIn(database),
    close,
  };
};

/** Whatever has a chunk, an entry or a staging document is a file; those that a record names are published. */
export const keptIn = async (database: Database): Promise<{ readonly staged: number; readonly published: number }> => {
  const names = async (collection: string, field: string): Promise<string[]> =>
    (await database.collection(collection).distinct(field)).map(String);
  const [chunks, entries, staging, published] = await Promise.all([
    names('media.chunks', 'files_id'),
    names('media.files', '_id'),
    names('staging', '_id'),
    names('media', 'file'),
  ]);
  const all = new Set([...chunks, ...entries, ...staging]);
  return { staged: [...all].filter((file) => !published.includes(file)).length, published: published.length };
};
