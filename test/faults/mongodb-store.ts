import * as O from 'fp-ts/lib/Option.js';
import { mongodbMediaStorage } from '../../src/adapters/stores/mongodb/media/media-storage.js';
import { openMongodbRecords } from '../../src/adapters/stores/mongodb/records.js';
import { type MediaId } from '../../src/domain/model/media/media-id.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { makeDatabase, type TestDatabase } from '../support/mongodb/database.js';
import { ACCOUNT, later, sha256Of, snapshotOf, type StoreUnderTest } from './stores.js';

/** Records in MongoDB, media in GridFS, in a database of its own. */
export const mongodbStore: StoreUnderTest = {
  name: 'MongoDB',
  place: async (dataDir) => {
    const database = await makeDatabase();
    const records = await openMongodbRecords({ url: database.url, encryptionKey: null });
    const media = mongodbMediaStorage(records.database, later);
    const digestOf = async (id: MediaId): Promise<string | null> => {
      const stored = await orThrow(media.open(id));
      if (O.isNone(stored)) return null;
      const digest = await sha256Of(stored.value.bytes(O.none));
      await stored.value.close();
      return digest;
    };
    return {
      settings: { MONGODB_URL: database.url, DATA_DIR: dataDir },
      forOneServer: false,
      inspect: (from = 1) => snapshotOf(records.messages, idsFrom(database, from), digestOf),
      litter: async () => undefined,
      staged: () => database.db.collection('staging').countDocuments(),
      leftOver: async () => {
        await orThrow(records.messages.expire(later(), false));
        await orThrow(media.sweep);
        return nameless(database);
      },
      remove: async () => {
        await media.close();
        await records.close();
        await database.drop();
      },
    };
  },
};

/** Ids of messages have gaps here. */
const idsFrom = async function* ({ db }: TestDatabase, from: number): AsyncGenerator<number> {
  const query = db.collection('messages').find({ accountId: ACCOUNT, id: { $gte: from } });
  for (const { id } of await query.sort({ id: 1 }).toArray()) yield Number(id);
};

/** Files, pieces of files and beginnings of files that no message names. */
const nameless = async ({ db }: TestDatabase): Promise<readonly string[]> => {
  const named = new Set((await db.collection('messages').find().toArray()).map(({ mediaId }) => String(mediaId)));
  const media = await db.collection('media').find().toArray();
  const kept = new Set(media.filter(({ _id }) => named.has(String(_id))).map(({ file }) => String(file)));
  const files = (await db.collection('media.files').find().toArray()).map(({ _id }) => String(_id));
  const pieces = await db.collection('media.chunks').distinct('files_id');
  const staged = await db.collection('staging').find().toArray();
  return [
    ...media.filter(({ _id }) => !named.has(String(_id))).map(({ _id }) => `the record of ${String(_id)}`),
    ...files.filter((file) => !kept.has(file)).map((file) => `file ${file}`),
    ...[...new Set(pieces.map(String))].filter((file) => !kept.has(file)).map((file) => `pieces of ${file}`),
    ...staged.map(({ _id }) => `staging of ${String(_id)}`),
  ];
};
