import { closeSync, constants, fstatSync, lstatSync, openSync } from 'node:fs';
import { RecordsUnusable } from '../faults.js';
import { MAGIC } from './page-tree.js';
import { readerOf } from './read-file.js';

/** The end of the name of the file that LMDB keeps beside a data file. */
export const LOCK = '-lock';

/** Throws `RecordsUnusable` if the lock file is a link, through which LMDB would write, or no file. */
export const refuseLinkedLock = (file: string, realFile: string): void => {
  const lock = `${realFile}${LOCK}`;
  if (lstatSync(lock, { throwIfNoEntry: false })?.isFile() !== false) return;
  throw new RecordsUnusable({ _tag: 'OpenFailed', file, cause: `${lock} is not a file of its own; remove it` });
};

/** How often this process has LMDB open on a data file. */
const opened = new Map<string, number>();

/** Says that this process has LMDB open on a data file, until the answer is called. */
export const noteOpen = (realFile: string): (() => void) => {
  opened.set(realFile, (opened.get(realFile) ?? 0) + 1);
  return () => void opened.set(realFile, (opened.get(realFile) ?? 0) - 1);
};

export const isOpenHere = (realFile: string): boolean => (opened.get(realFile) ?? 0) > 0;

/** `MDB_txbody` in liblmdb's mdb.c, with which the lock file begins. */
const BODY = { magic: 0, transaction: 8 };
const BODY_BYTES = 16;
const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/**
 * The last transaction that LMDB committed to a data file, as the lock file beside it says, also after a process was
 * killed. LMDB writes it once the file has that transaction. Null where it does not say. Not for a file that is open
 * here: a process that closes a file loses all its locks on it. So nothing of this may be asynchronous.
 */
export const lastCommitOf = (realFile: string): bigint | null => {
  if (isOpenHere(realFile)) throw new TypeError(`${realFile} is open here`);
  try {
    const descriptor = openSync(`${realFile}${LOCK}`, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      if (!fstatSync(descriptor).isFile()) return null;
      const bytes = readerOf(descriptor)(0, BODY_BYTES);
      const isLmdbs = bytes.length === BODY_BYTES && bytes.readUInt32LE(BODY.magic) === MAGIC;
      return isLmdbs ? bytes.readBigUInt64LE(BODY.transaction) : null;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null;
  }
};
