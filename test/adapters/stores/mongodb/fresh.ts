import { isRight } from 'fp-ts/lib/Either.js';
import pino from 'pino';
import {
  type MongodbRecords,
  openMongodbNode,
  openMongodbRecords,
} from '../../../../src/adapters/stores/mongodb/records.js';
import { type Database } from '../../../../src/adapters/stores/mongodb/database/database.js';
import { equal } from '../../../../src/adapters/stores/mongodb/database/documents.js';
import { orThrow } from '../../../../src/kit/or-throw.js';
import { manualTimer } from '../../../kit/time/manual-timer.js';
import { makeDatabase } from '../../../support/mongodb/database.js';

export const patience = { selection: 60_000, connect: 60_000, socket: 120_000, start: 60_000 };

/** Records in a database that no test waits for in vain, and whose silence lasts only while a test lets time pass. */
export const openPatiently = (
  url: string,
  encryptionKey: Uint8Array | null = null,
  time = manualTimer(),
): Promise<MongodbRecords> => openMongodbRecords({ url, encryptionKey, patience, time });

/** The same for a node, which works for accounts. Its beats come as the time passes. */
export const openNode = async (url: string, time = manualTimer()): Promise<MongodbRecords> => {
  const upgrading = { log: pino({ level: 'silent' }), stopping: new AbortController().signal, time };
  const opened = await openMongodbNode({ url, encryptionKey: null, patience, time }, upgrading);
  if (!isRight(opened)) throw new TypeError(opened.left._tag);
  return opened.right;
};

/** Lets so many minutes of service pass for these nodes of one database. */
export const serveOn =
  (...nodes: readonly Pick<MongodbRecords, 'database' | 'service'>[]) =>
  async (minutes: number): Promise<void> => {
    const [first] = nodes;
    if (first === undefined) return;
    const clock = first.service.latest().seenAt ?? Date.now();
    await orThrow(first.service.look(clock));
    const { database } = first;
    const passed = { $inc: { minutes, revision: 1 } };
    await database.within(database.collection('settings').updateOne(equal({ _id: 'service' }), passed));
    for (const { service } of nodes) await orThrow(service.look(clock));
  };

/** Fresh records in a database of their own, which goes when they are closed. */
export const openFresh = async (encryptionKey: Uint8Array | null = null): Promise<MongodbRecords & { url: string }> => {
  const { url, drop } = await makeDatabase();
  const records = await openPatiently(url, encryptionKey);
  return {
    ...records,
    url,
    close: async () => {
      await records.close();
      await drop();
    },
  };
};

/** Counts the inserts and the changes of the documents in these collections. */
export const writesIn =
  (database: Database, ...names: readonly string[]): (() => Promise<number>) =>
  async () => {
    let writes = 0;
    for (const name of names)
      for (const { revision } of await database.collection(name).find().toArray()) writes += 1 + Number(revision);
    return writes;
  };
