import { randomBytes } from 'node:crypto';
import { type Db, MongoClient } from 'mongodb';
import { testServer } from './server.js';

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

/** A database of a test's own. */
export interface TestDatabase {
  readonly url: string;
  /** The same, by its own wire, to look into. */
  readonly db: Db;
  readonly drop: () => Promise<void>;
}

export const makeDatabase = async (): Promise<TestDatabase> => {
  const server = await testServer();
  if (server === null) throw new TypeError('there is no MongoDB for this test');
  const name = `postcard_test_${randomBytes(6).toString('hex')}`;
  const client = new MongoClient(server.url);
  const db = client.db(name);
  return {
    url: named(server.url, name),
    db,
    drop: async () => {
      await db.dropDatabase();
      await client.close();
    },
  };
};

/** The URL of another database of the same server. */
const named = (url: string, name: string): string => {
  const [, hosts = url, query = ''] = /^([^/]*\/\/[^/?]*)(?:\/[^?]*)?(\?.*)?$/.exec(url) ?? [];
  return `${hosts}/${name}${query}`;
};
