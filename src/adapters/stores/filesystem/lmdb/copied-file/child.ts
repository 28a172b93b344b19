/**
 * Reads with LMDB all that the tables of a data file hold. LMDB trusts its file, and a page that is not what it should be
 * may end the process. So this is a process of its own: see check-copy.ts. Its argument is the real path of the file.
 */
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { open as openLmdb } from 'lmdb';
import type { Said } from './check-copy.js';
import { tableNames } from '../table-names.js';

/** How many records are read before the process looks whether it is still wanted. */
const RECORDS_AT_ONCE = 20_000;

/** Answers whether a table of ours is there. */
const readTables = async (file: string): Promise<boolean> => {
  let isOurs = false;
  const root = openLmdb<Buffer>({ path: file, noSubdir: true, readOnly: true, maxDbs: tableNames.length });
  root.getStats();
  for (const name of tableNames) {
    // Undefined where an older version made the file.
    const table = root.openDB<Buffer>({ name, encoding: 'binary' }) as ReturnType<typeof root.openDB> | undefined;
    isOurs ||= table !== undefined;
    let count = 0;
    for (const { key } of table?.getRange({ snapshot: false }) ?? []) {
      if (key === null) throw new RangeError('a key does not decode');
      count += 1;
      if (count % RECORDS_AT_ONCE === 0) await setImmediate();
    }
  }
  await root.close();
  return isOurs;
};

const said = async (file: string): Promise<Said> => {
  try {
    return { fault: null, isOurs: await readTables(file) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error), isOurs: true };
  }
};

// The parent is gone.
process.once('disconnect', () => process.exit());
process.send?.(await said(process.argv[2] ?? ''), () => process.disconnect());
