import { existsSync, statSync } from 'node:fs';
import { link, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { open as openLmdb } from 'lmdb';
import { makeFolder } from '../../../../../kit/files/make-folder.js';
import { IDENTITY } from '../copied-file/identity.js';
import { RecordsUnusable } from '../faults.js';
import { syncFolder } from '../../../../../kit/files/sync-folder.js';
import { endOfUsedPages, type ReadAt, readMeta } from '../file-format/page-tree.js';
import { readingFile } from '../file-format/read-file.js';

/** How often the tree is walked again if a running server rewrote it meanwhile. */
const ATTEMPTS = 20;

/**
 * Checks a data file before LMDB maps it into memory. Access to a missing page is a SIGBUS, which no process survives.
 * Throws `RecordsUnusable` if the file is not LMDB's or lacks a page that is in use.
 */
export const checkDataFile = (file: string): void => {
  // To open a pipe waits for its writer.
  if (!statSync(file).isFile()) throw new RecordsUnusable({ _tag: 'NotRecords', file });
  readingFile(file, (read, size) => judge(file, read, size));
};

const judge = (file: string, read: ReadAt, size: () => number): void => {
  for (let attempt = 1; ; attempt += 1) {
    const meta = readMeta(read);
    if (meta === null) throw new RecordsUnusable({ _tag: 'NotRecords', file });
    if (size() >= (meta.lastPage + 1) * meta.pageSize) return;
    // LMDB does not write pages that are free again at their commit, so a shorter file may be whole.
    const needed = endOfUsedPages(read, meta);
    if (needed !== null && size() >= needed * meta.pageSize) return;
    if (attempt < ATTEMPTS && readMeta(read)?.transaction !== meta.transaction) continue;
    const neededBytes = (needed ?? meta.lastPage + 1) * meta.pageSize;
    throw new RecordsUnusable({ _tag: 'CutShort', file, sizeBytes: size(), neededBytes });
  }
};

const UNFINISHED = ['new-', `records.mdb${IDENTITY}.`];
/** The age from which an unfinished file belongs to a dead process, in milliseconds. */
const ABANDONED = 60_000;

/**
 * Ensures that there is a data file of a sound length: creates an empty one if there is none, else checks it. A new file
 * gets its name when it is whole, so a file of length 0 was cut, and never counts as new.
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
  const workshop = await mkdtemp(join(dirname(file), 'new-'));
  try {
    const unfinished = join(workshop, basename(file));
    const lmdb = openLmdb({ path: unfinished, noSubdir: true, overlappingSync: false });
    await lmdb.close();
    await link(unfinished, file).catch((error: NodeJS.ErrnoException) => {
      // Another process that starts at the same time was faster.
      if (error.code !== 'EEXIST') throw error;
    });
    await syncFolder(dirname(file));
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
};

const removeAbandoned = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    if (!UNFINISHED.some((prefix) => name.startsWith(prefix))) continue;
    const made = (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? Date.now();
    if (Date.now() - made > ABANDONED) await rm(join(folder, name), { recursive: true, force: true });
  }
};
