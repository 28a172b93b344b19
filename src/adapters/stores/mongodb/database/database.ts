import { setTimeout } from 'node:timers/promises';
import { type Collection, type Document, MongoClient, type ObjectId } from 'mongodb';
import { type DatabaseFault, DatabaseUnusable, openingFault } from './faults.js';
import { realTime, type Time } from '../../../../kit/timer.js';
import { LONGEST_SILENCE, makeWithin, type Within } from './deadline.js';
import { StoreFault } from '../../shared/store-fault.js';

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

/** How long a server is waited for, in milliseconds. */
export interface Patience {
  /** Until one is found that answers. */
  readonly selection: number;
  readonly connect: number;
  /** A step that nobody waits for any more lets go of its connection at last. */
  readonly socket: number;
  /** How long a start waits for a database that starts too, or is busy. */
  readonly start: number;
}

const standardPatience: Patience = { selection: LONGEST_SILENCE, connect: 2_000, socket: 10_000, start: 4_000 };

/** How soon a server that is gone, or back again, is noticed, in milliseconds. */
const HEARTBEAT = 2_000;

export interface DatabaseOptions {
  readonly patience?: Patience;
  /** What the silence of the database is measured by. */
  readonly time?: Time;
}

/** Connects to the database that a URL names. Throws `DatabaseUnusable`. */
export const openDatabase = async (
  url: string,
  { patience = standardPatience, time = realTime }: DatabaseOptions,
): Promise<Database> => {
  const client = clientOf(url, patience);
  const name = `${client.options.hosts.map(String).join(',') || client.options.srvHost}/${databaseNameOf(url)}`;
  const db = client.db(databaseNameOf(url));
  const within = makeWithin(time);
  const fault = await untilReachable(name, patience.start, async () => {
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

const START_PAUSE = 200;

/** Tries again while nobody answers; null once somebody does. What the server itself refuses is not tried again. */
const untilReachable = async (
  name: string,
  patience: number,
  connect: () => Promise<void>,
): Promise<DatabaseFault | null> => {
  const begun = performance.now();
  for (;;) {
    try {
      await connect();
      return null;
    } catch (error) {
      const fault = openingFault(name, error instanceof StoreFault ? error.cause : error);
      if (fault._tag !== 'Unreachable' || performance.now() - begun > patience) return fault;
      await setTimeout(START_PAUSE);
    }
  }
};

const clientOf = (url: string, { selection, connect, socket }: Patience): MongoClient => {
  const limits = {
    serverSelectionTimeoutMS: selection,
    connectTimeoutMS: connect,
    socketTimeoutMS: socket,
    heartbeatFrequencyMS: HEARTBEAT,
  };
  try {
    return new MongoClient(url, { ...promises, ...limits, appName: 'postcard' });
  } catch (cause) {
    throw new DatabaseUnusable({ _tag: 'BadUrl', cause });
  }
};

/** The driver takes `test` where a URL names no database. */
const databaseNameOf = (url: string): string => {
  const path = /^[^/]*\/\/[^/]*\/([^?]+)/.exec(url)?.[1];
  return path === undefined ? DEFAULT_NAME : decodeURIComponent(path);
};
