import { chmodSync } from 'node:fs';
import { open, type Database, type RootDatabase } from 'lmdb';
import { RecordsUnusable } from './faults.js';

/** An LMDB environment as it is open now. */
export interface OpenLmdb {
  /** Opens, in one commit, those of these sub-databases that are not open yet; what is not there is made. */
  readonly openAll: (names: ReadonlySet<string>) => void;
  readonly database: (name: string) => Database<string>;
  /** Runs work in a write transaction, with others that wait; resolves once it is on the disk. */
  readonly transaction: (work: () => void) => Promise<void>;
  readonly checkReaders: () => void;
  readonly close: () => Promise<void>;
}

const MOST_TABLES = 32;

/** Opens a checked data file. Throws `RecordsUnusable`. */
export const openLmdb = (file: string): OpenLmdb => {
  try {
    // Without overlappingSync a commit that resolved is on the disk.
    const root = open<string>({ path: file, noSubdir: true, overlappingSync: false, maxDbs: MOST_TABLES });
    for (const part of [file, `${file}-lock`]) chmodSync(part, 0o600);
    root.readerCheck();
    return {
      ...openDatabases(root),
      transaction: transactions(root),
      checkReaders: () => void root.readerCheck(),
      close: () => root.close(),
    };
  } catch (cause) {
    throw new RecordsUnusable({ _tag: 'OpenFailed', file, cause });
  }
};

const openDatabases = (root: RootDatabase<string>): Pick<OpenLmdb, 'openAll' | 'database'> => {
  const databases = new Map<string, Database<string>>();
  return {
    openAll: (names) => {
      if (databases.size === names.size) return;
      const missing = [...names].filter((name) => !databases.has(name));
      const opened = root.transactionSync(() =>
        missing.map((name) => [name, root.openDB<string>({ name, encoding: 'string' })] as const),
      );
      for (const [name, database] of opened) databases.set(name, database);
    },
    database: (name) => {
      const database = databases.get(name);
      if (database === undefined) throw new TypeError(`the table ${name} was not opened`);
      return database;
    },
  };
};

/** What a failed commit rejects with: the reason is a promise of its own. */
interface CommitFailure {
  readonly commitError?: Promise<unknown>;
}

/**
 * Transactions none of whose failures goes unhandled, which would take the process down: lmdb 3.5 rejects, besides
 * the promise of each transaction, one that it makes for all those of one turn of the event loop, and one for the
 * reason.
 */
const transactions = (root: RootDatabase<string>): OpenLmdb['transaction'] => {
  let isWatched = false;
  /** Runs right behind the immediate in which lmdb makes that promise. */
  const watchTurn = (): void => {
    if (isWatched) return;
    isWatched = true;
    setImmediate(() => {
      isWatched = false;
      void root.committed.then(ignore, ignore);
    });
  };
  return async (work) => {
    const done = root.transaction(work);
    watchTurn();
    try {
      await done;
    } catch (error) {
      void (error as CommitFailure).commitError?.catch(ignore);
      throw error;
    }
  };
};

const ignore = (): void => undefined;
