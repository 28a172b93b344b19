import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { checkCopy } from '../copied-file/check-copy.js';
import { forgetIdentity, type Identity, identityOf, isKnown, isSame, keepIdentity } from '../copied-file/identity.js';
import { ensureDataFile } from './data-file.js';
import { refuseLinkedLock } from '../file-format/lock-file.js';
import { type OpenLmdb, openLmdb } from './lmdb.js';
import { metaOf } from '../file-format/read-file.js';
import { trafficOn } from './traffic.js';

/** The path of the data file in a data folder. */
export const dataFileOf = (dataDir: string): string => join(dataDir, 'records', 'records.mdb');

/** A data file that is open, and fit for LMDB. */
export interface OpenedFile {
  /** Its path without links. LMDB keeps its lock beside it. */
  readonly realFile: string;
  readonly identity: Identity;
  readonly lmdb: OpenLmdb;
}

/**
 * Opens a data file, and creates it if there is none. A file that was not opened here before is checked first; `before`
 * is what this process had open. Throws `RecordsUnusable`.
 */
export const openChecked = async (
  file: string,
  onCopy: (file: string) => void,
  before: Identity | null,
): Promise<OpenedFile> => {
  await ensureDataFile(file);
  const realFile = await realpath(file);
  refuseLinkedLock(file, realFile);
  const identity = await identityOf(realFile);
  const isChecked = before === null ? await isKnown(realFile) : isSame(before, identity);
  if (!isChecked && !isNew(realFile)) {
    onCopy(file);
    await forgetIdentity(realFile);
    await checkCopy(file, realFile);
  }
  const lmdb = await trafficOn(realFile).opening(() => openLmdb(realFile));
  await keepIdentity(realFile, 'open');
  return { realFile, identity, lmdb };
};

/** Whether it has no tables yet. */
const isNew = (realFile: string): boolean => metaOf(realFile)?.trees[1].root === null;
