import { MongoClient } from 'mongodb';
import { downloadedServer } from './downloaded.js';
import { javaServer } from './java-server.js';
import { localServer } from './local-server.js';

/** A MongoDB that tests may fill: each makes databases of its own in it. */
export interface TestServer {
  /** What it is, for people. */
  readonly what: string;
  readonly url: string;
}

/** Ways to one, tried in this order; null where a way is closed on this machine. */
const ways: readonly (() => Promise<TestServer | null>)[] = [
  async () => {
    const url = process.env['POSTCARD_TEST_MONGODB_URL'];
    return url === undefined || url === '' ? null : { what: 'POSTCARD_TEST_MONGODB_URL', url };
  },
  localServer,
  javaServer,
  downloadedServer,
];

let found: Promise<TestServer | null> | undefined;

/**
 * The one server of this process, started when it is first asked for; it ends with the process. Says on stderr which
 * one it is, but for mocha's workers, which share the one of their parent. Null where none is to be had, except under `CI=true`, where that is a failure.
 */
export const testServer = (): Promise<TestServer | null> => (found ??= findServer());

const findServer = async (): Promise<TestServer | null> => {
  for (const way of ways) {
    const server = await way();
    if (server === null) continue;
    say(`MongoDB for the tests: ${server.what}, which calls itself ${await versionOf(server.url)}`);
    return server;
  }
  const missing =
    'there is no MongoDB for the tests: set POSTCARD_TEST_MONGODB_URL, or install mongod, or Java with Maven';
  if (process.env['CI'] === 'true') throw new Error(missing);
  say(`TESTS LEFT OUT: ${missing}`);
  return null;
};

const versionOf = async (url: string): Promise<string> => {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 60_000 });
  try {
    const { version } = (await client.db('admin').command({ buildInfo: 1 })) as { version: string };
    return version;
  } finally {
    await client.close();
  }
};

const isWorker = process.env['MOCHA_WORKER_ID'] !== undefined;

const say = (text: string): void => void (isWorker || process.stderr.write(`\n${text}\n`));
