import { setTimeout } from 'node:timers/promises';
import { type Collection, type Document, MongoClient, type ObjectId } from 'mongodb';
import { type DatabaseFault } from './database-fault.js';
import { DatabaseUnusable } from './faults.js';
import { openingFault } from './opening-faults.js';
import { databaseNameOf, hasOption, refusedOption } from './url.js';
import { realTime, type Time } from '../../../../kit/time/timer.js';
import { LONGEST_SILENCE, makeWithin, type Within } from './deadline.js';

/** A document of any collection. The type of its id depends on the collection. */
export interface AnyDocument extends Document {
  _id: string | number | ObjectId;
}

/** The one database of all records and media. */
export interface Database {
  /** Its hosts and name, for errors. */
  readonly name: string;
  /** Whether its URL has a login. */
  readonly hasLogin: boolean;
  readonly collection: (name: string) => Collection<AnyDocument>;
  /** Runs every step with a deadline. */
  readonly within: Within;
  readonly close: () => Promise<void>;
}

/**
 * An acknowledged write is on the disks of a majority, and later reads see it. A URL with an option that would change
 * this is refused.
 */
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

/** How long a database that is being opened may be silent, in milliseconds: no caller waits. */
const OPENING_SILENCE = 60_000;

/**
 * The options for opening what is in a database. A step may take as long as the database works on it: a connection that
 * is silent meanwhile stays. If the database is lost, the driver's checks notice it.
 */
export const patiently = ({ patience = standardPatience, ...options }: DatabaseOptions): DatabaseOptions => ({
  ...options,
  patience: { ...patience, socket: 0 },
  silence: OPENING_SILENCE,
});

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
  /** How long the database may be silent, in milliseconds, unless a step asks for more. */
  readonly silence?: number;
  /** The clock that measures the silence of the database. */
  readonly time?: Time;
}

/** Connects to the database that a URL names. Throws `DatabaseUnusable`. */
export const openDatabase = async (
  url: string,
  { patience = standardPatience, retries = true, silence = LONGEST_SILENCE, time = realTime }: DatabaseOptions,
): Promise<Database> => {
  const refused = refusedOption(url);
  if (refused !== null) throw new DatabaseUnusable(refused);
  const client = clientOf(url, patience, retries);
  const name = `${client.options.hosts.map(String).join(',') || client.options.srvHost}/${databaseNameOf(url)}`;
  const db = client.db(databaseNameOf(url));
  const hasLogin = client.options.credentials !== undefined;
  const within = makeWithin(time, silence);
  const faultOf = (error: unknown) => openingFault({ database: name, hasLogin, isConnected: false }, error);
  const fault = await untilReachable(faultOf, patience.start, async () => {
    await client.connect();
    await within(db.command({ ping: 1 }));
  });
  if (fault !== null) {
    await client.close();
    throw new DatabaseUnusable(fault);
  }
  return {
    name,
    hasLogin,
    collection: (collection) => db.collection<AnyDocument>(collection),
    within,
    close: () => client.close(),
  };
};

const START_PAUSE = 200;

/** Retries while no server answers; null once one does. A refusal of the server is not retried. */
const untilReachable = async (
  faultOf: (error: unknown) => DatabaseFault | null,
  patience: number,
  connect: () => Promise<void>,
): Promise<DatabaseFault | null> => {
  const begun = performance.now();
  for (;;) {
    try {
      await connect();
      return null;
    } catch (error) {
      const fault = faultOf(error);
      if (fault === null) throw error;
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
    const names = hasOption(url, 'appName') ? {} : { appName: 'postcard' };
    return new MongoClient(url, { ...promises, ...limits, ...names });
  } catch (cause) {
    throw new DatabaseUnusable({ _tag: 'BadUrl', cause });
  }
};
