import { setTimeout } from 'node:timers/promises';
import { type Collection, type Document, MongoClient, type ObjectId } from 'mongodb';
import { type DatabaseFault, DatabaseUnusable, openingFault } from './faults.js';
import { realTime, type Time } from '../../../../kit/time/timer.js';
import { LONGEST_SILENCE, makeWithin, type Within } from './deadline.js';
import { StoreFault } from '../../shared/store-fault.js';

/** A document of any collection. The type of its id depends on the collection. */
export interface AnyDocument extends Document {
  _id: string | number | ObjectId;
}

/** The one database of all records and media. */
export interface Database {
  /** Its hosts and name, for errors. */
  readonly name: string;
  readonly collection: (name: string) => Collection<AnyDocument>;
  /** Runs every step with a deadline. */
  readonly within: Within;
  readonly close: () => Promise<void>;
}

const DEFAULT_NAME = 'postcard';

/** Options that the URL cannot change: an acknowledged write is on the disks of a majority, and later reads see it. */
const promises = {
  writeConcern: { w: 'majority' as const, journal: true },
  readPreference: 'primary' as const,
};

/** How long to wait for a server, in milliseconds. */
export interface Patience {
  /** Until a server that answers is found. */
  readonly selection: number;
  readonly connect: number;
  /** After this time an abandoned step releases its connection. */
  readonly socket: number;
  /** How long a start waits for a database that is starting or busy. */
  readonly start: number;
}

const standardPatience: Patience = { selection: LONGEST_SILENCE, connect: 2_000, socket: 10_000, start: 4_000 };

/**
 * How often servers are checked, in milliseconds: a lost or recovered server is noticed within this time. After a server
 * says that it is not the primary, the driver repeats the command once a check has found a primary. A server that tells
 * its changes by itself is not checked in between, so the check must come well within the patience of a step.
 */
const HEARTBEAT = 500;

export interface DatabaseOptions {
  readonly patience?: Patience;
  /** Whether the driver repeats a failed step once by itself; default: it does. */
  readonly retries?: boolean;
  /** The clock that measures the silence of the database. */
  readonly time?: Time;
}

/** Connects to the database that a URL names. Throws `DatabaseUnusable`. */
export const openDatabase = async (
  url: string,
  { patience = standardPatience, retries = true, time = realTime }: DatabaseOptions,
): Promise<Database> => {
  const client = clientOf(url, patience, retries);
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

/** Retries while no server answers; null once one does. A refusal of the server is not retried. */
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

const clientOf = (url: string, { selection, connect, socket }: Patience, retries: boolean): MongoClient => {
  const limits = {
    serverSelectionTimeoutMS: selection,
    connectTimeoutMS: connect,
    socketTimeoutMS: socket,
    heartbeatFrequencyMS: HEARTBEAT,
    retryWrites: retries,
    retryReads: retries,
  };
  try {
    return new MongoClient(url, { ...promises, ...limits, appName: 'postcard' });
  } catch (cause) {
    throw new DatabaseUnusable({ _tag: 'BadUrl', cause });
  }
};

/** The driver uses `test` if a URL names no database. */
const databaseNameOf = (url: string): string => {
  const path = /^[^/]*\/\/[^/]*\/([^?]+)/.exec(url)?.[1];
  return path === undefined ? DEFAULT_NAME : decodeURIComponent(path);
};
