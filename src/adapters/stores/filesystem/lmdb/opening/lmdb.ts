import { chmodSync } from 'node:fs';
import { open, type Database, type RootDatabase } from 'lmdb';
import { RecordsUnusable } from '../faults.js';
import { LOCK, noteOpen } from '../file-format/lock-file.js';
import { type TableName, tableNames } from '../table-names.js';

/** An open LMDB environment. */
export interface OpenLmdb {
  readonly database: (name: TableName) => Database<string>;
  /** Runs work in a write transaction, together with waiting work. Resolves once it is on the disk. */
  readonly transaction: (work: () => void) => Promise<void>;
  readonly checkReaders: () => void;
  /** Writes the last commit into a new file, in a thread of its own. Blocks no writer. The file is not synced. */
  readonly copyTo: (path: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a data file, whose lock file is checked too, with all its tables, in one commit that creates missing ones. It blocks the thread until it
 * has LMDB's write mutex, so call it only as `opening` of the file's traffic. Throws `RecordsUnusable`.
 */
export const openLmdb = (file: string): OpenLmdb => {
  try {
    // Without overlappingSync a commit that resolved is on the disk.
    const root = open<string>({ path: file, noSubdir: true, overlappingSync: false, maxDbs: tableNames.length });
    const closed = noteOpen(file);
    for (const part of [file, `${file}${LOCK}`]) chmodSync(part, 0o600);
    root.readerCheck();
    return {
      database: openDatabases(root),
      transaction: transactions(root),
      checkReaders: () => void root.readerCheck(),
      // Compact: without free pages, which may hold what was deleted.
      copyTo: (path) => root.backup(path, true),
      close: () => root.close().finally(closed),
    };
  } catch (cause) {
    throw new RecordsUnusable({ _tag: 'OpenFailed', file, cause });
  }
};

const openDatabases = (root: RootDatabase<string>): OpenLmdb['database'] => {
  const databases = root.transactionSync(() =>
    Object.fromEntries(tableNames.map((name) => [name, root.openDB<string>({ name, encoding: 'string' })])),
  ) as Readonly<Record<TableName, Database<string>>>;
  return (name) => databases[name];
};

/** The rejection of a failed commit. Its reason is another promise. */
interface CommitFailure {
  readonly commitError?: Promise<unknown>;
}

/**
 * Transactions without unhandled rejections, which would end the process. Besides the promise of each transaction, lmdb
 * 3.5 rejects a promise for all transactions of one turn of the event loop, and a promise for the reason.
 */
const transactions = (root: RootDatabase<string>): OpenLmdb['transaction'] => {
  let isWatched = false;
  /** Runs right after the immediate in which lmdb creates that promise. */
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
