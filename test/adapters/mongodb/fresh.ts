import { type MongodbRecords, openMongodbRecords } from '../../../src/adapters/mongodb/records.js';
import { makeDatabase } from '../../support/mongodb/database.js';

/** Fresh records in a database of their own, which goes when they are closed. */
export const openFresh = async (encryptionKey: Uint8Array | null = null): Promise<MongodbRecords & { url: string }> => {
  const { url, drop } = await makeDatabase();
  const records = await openMongodbRecords({ url, encryptionKey });
  return {
    ...records,
    url,
    close: async () => {
      await records.close();
      await drop();
    },
  };
};
