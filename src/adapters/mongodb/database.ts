import { setTimeout } from 'node:timers/promises';
import { type Collection, type Document, MongoClient, type ObjectId } from 'mongodb';
import { type DatabaseFault, DatabaseUnusable, openingFault, StoreFault } from './faults.js';
import { LONGEST_SILENCE, makeWithin, type Within } from './deadline.js';

/** A document of any collection: each has an id of its own kind. */
export interface AnyDocument extends Document {
  _id: string | number | ObjectId;
}

/** The one database that all records and media are in. */
export interface Database {
  /** Its hosts and name, as errors tell them. */
  readonly name: string;
  readonly collection: (name: string) => Collection<AnyDocument>;
  /** Every step goes through it. */
  readonly within: Within;
  readonly close: () => Promise<void>;
}

const DEFAULT_NAME = 'postcard';

/** What must hold whatever the URL says: an acknowledged write is on the disks of most members, and is read again. */
const promises = {
  writeConcern: { w: 'majority' as const, journal: true },
  retryWrites: true,
  retryReads: true,
  readPreference: 'primary' as const,
};

/** How soon a server that is gone, or back again, is noticed, in milliseconds. */
const patience = {
  serverSelectionTimeoutMS: LONGEST_SILENCE,
  connectTimeoutMS: 2_000,
  heartbeatFrequencyMS: 2_000,
  // A step that nobody waits for any more lets go of its connection at last.
  socketTimeoutMS: 10_000,
};

/** Connects to the database that a URL names. Throws `DatabaseUnusable`. */
export const openDatabase = async (url: string): Promise<Database> => {
  const client = clientOf(url);
  const name = `${client.options.hosts.map(String).join(',') || client.options.srvHost}/${databaseNameOf(url)}`;
  const db = client.db(databaseNameOf(url));
  const within = makeWithin();
  const fault = await untilReachable(name, async () => {
    await client.connect();
    await within(db.command({ ping: 1 }));
  });
  if (fault !== null) {
    await client.close();
    throw new DatabaseUnusable(fault);
  }
  return {
    name,
    collection: (collection) => db.collection<AnyDocument>(collection),
    within,
    close: () => client.close(),
  };
};

/** How long a start waits for a database that starts too, or is busy, in milliseconds. */
const START_PATIENCE = 4_000;
const START_PAUSE = 200;

/** Tries again while nobody answers; null once somebody does. What the server itself refuses is not tried again. */
const untilReachable = async (name: string, connect: () => Promise<void>): Promise<DatabaseFault | null> => {
  const begun = performance.now();
  for (;;) {
    try {
      await connect();
      return null;
    } catch (error) {
      const fault = openingFault(name, error instanceof StoreFault ? error.cause : error);
      if (fault._tag !== 'Unreachable' || performance.now() - begun > START_PATIENCE) return fault;
      await setTimeout(START_PAUSE);
    }
  }
};

const clientOf = (url: string): MongoClient => {
  try {
    return new MongoClient(url, { ...promises, ...patience, appName: 'postcard' });
  } catch (cause) {
    throw new DatabaseUnusable({ _tag: 'BadUrl', cause });
  }
};

/** The driver takes `test` where a URL names no database. */
const databaseNameOf = (url: string): string => {
  const path = /^[^/]*\/\/[^/]*\/([^?]+)/.exec(url)?.[1];
  return path === undefined ? DEFAULT_NAME : decodeURIComponent(path);
};
