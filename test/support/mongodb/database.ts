import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { type MongodbRecords, openMongodbRecords } from '../../../src/adapters/mongodb/records.js';
import { testServer } from '../../support/mongodb/server.js';

/** Starting the server, and on a fresh machine fetching it, takes its time: in milliseconds. */
const PATIENCE = 180_000;

/** Suites that need a MongoDB. Where there is none they are shown as pending, and under CI they fail. */
export const withMongodb = (suites: () => void): void => {
  describe('on MongoDB', function () {
    before(async function () {
      this.timeout(PATIENCE);
      if ((await testServer()) === null) this.skip();
    });
    suites();
  });
};

/** The URL of a database of a test's own, and how to take it away. */
export const makeDatabase = async (): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> => {
  const server = await testServer();
  if (server === null) throw new TypeError('there is no MongoDB for this test');
  const name = `postcard_test_${randomBytes(6).toString('hex')}`;
  const url = named(server.url, name);
  return {
    url,
    drop: async () => {
      const client = new MongoClient(server.url);
      try {
        await client.db(name).dropDatabase();
      } finally {
        await client.close();
      }
    },
  };
};

/** The URL of another database of the same server. */
const named = (url: string, name: string): string => {
  const [, hosts = url, query = ''] = /^([^/]*\/\/[^/?]*)(?:\/[^?]*)?(\?.*)?$/.exec(url) ?? [];
  return `${hosts}/${name}${query}`;
};

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
