import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { link, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { open as openLmdb } from 'lmdb';
import { makeFolder } from '../../../../kit/files/make-folder.js';
import { RecordsUnusable } from './faults.js';
import { syncFolder } from '../../../../kit/files/sync-folder.js';
import { endOfUsedPages, type ReadAt, readMeta } from './page-tree.js';

/** How often the tree is walked anew because a running server rewrote it meanwhile. */
const ATTEMPTS = 20;

/**
 * Looks at a data file before LMDB maps it into memory: touching a page that is not there is a SIGBUS, which no
 * process survives. Throws `RecordsUnusable` for a file that is not LMDB's or lacks a page that is in use.
 */
export const checkDataFile = (file: string): void => {
  reading(file, (read, size) => judge(file, read, size));
};

/** The last page that a sound data file has given out so far. */
export const lastPageOf = (file: string): number => reading(file, (read) => readMeta(read)?.lastPage ?? 0);

const reading = <A>(file: string, work: (read: ReadAt, size: () => number) => A): A => {
  const descriptor = openSync(file, 'r');
  try {
    const read: ReadAt = (position, length) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, position));
    };
    return work(read, () => fstatSync(descriptor).size);
  } finally {
    closeSync(descriptor);
  }
};

const judge = (file: string, read: ReadAt, size: () => number): void => {
  for (let attempt = 1; ; attempt += 1) {
    const meta = readMeta(read);
    if (meta === null) throw new RecordsUnusable({ _tag: 'NotRecords', file });
    if (size() >= (meta.lastPage + 1) * meta.pageSize) return;
    // LMDB does not write pages that are free again at their commit, so a file that ends early may be whole.
    const needed = endOfUsedPages(read, meta);
    if (needed !== null && size() >= needed * meta.pageSize) return;
    if (attempt < ATTEMPTS && readMeta(read)?.transaction !== meta.transaction) continue;
    const neededBytes = (needed ?? meta.lastPage + 1) * meta.pageSize;
    throw new RecordsUnusable({ _tag: 'CutShort', file, sizeBytes: size(), neededBytes });
  }
};

const UNFINISHED = 'new-';
/** How old an unfinished file must be to belong to a process that died, in milliseconds. */
const ABANDONED = 60_000;

/**
 * Sees to it that there is a sound data file: makes an empty one where there is none, checks the one there is.
 * It appears under its name whole, so one of no length was cut, and is never taken for a new one.
 */
export const ensureDataFile = async (file: string): Promise<void> => {
  try {
    await makeFolder(dirname(file));
    await removeAbandoned(dirname(file));
    if (!existsSync(file)) await makeDataFile(file);
    checkDataFile(file);
  } catch (cause) {
    throw cause instanceof RecordsUnusable ? cause : new RecordsUnusable({ _tag: 'OpenFailed', file, cause });
  }
};

const makeDataFile = async (file: string): Promise<void> => {
  const workshop = await mkdtemp(join(dirname(file), UNFINISHED));
  try {
    const unfinished = join(workshop, basename(file));
    const lmdb = openLmdb({ path: unfinished, noSubdir: true, overlappingSync: false });
    await lmdb.close();
    await link(unfinished, file).catch((error: NodeJS.ErrnoException) => {
      // Another process that starts now was faster.
      if (error.code !== 'EEXIST') throw error;
    });
    await syncFolder(dirname(file));
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
};

const removeAbandoned = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const made = (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? Date.now();
    if (Date.now() - made > ABANDONED) await rm(join(folder, name), { recursive: true, force: true });
  }
};
