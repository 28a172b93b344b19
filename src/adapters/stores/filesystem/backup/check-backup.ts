import { isMissing, isSystemError } from '../../../../kit/system-error.js';
import { checkCopy } from '../lmdb/copied-file/check-copy.js';
import { checkDataFile } from '../lmdb/opening/data-file.js';
import { type RecordsFault, RecordsUnusable } from '../lmdb/faults.js';
import { BackupStopped } from './backup-fault.js';
import { type CopiedMedia } from './copied-media.js';
import { copyDurably, digestOf } from './link-or-copy.js';
import { type Manifest } from './manifest.js';

/** Copies the records, which are checked before anything maps them into memory. */
export const takeRecords = async (source: string, target: string, manifest: Manifest): Promise<void> => {
  const is = await reading(source, () => digestOf(source));
  const was = manifest.records;
  const what =
    is.bytes !== was.bytes
      ? `has ${is.bytes} bytes, and the backup was made with ${was.bytes}`
      : is.sha256 !== was.sha256
        ? 'has other bytes than the backup was made with'
        : null;
  if (what !== null) throw new BackupStopped({ _tag: 'BackupDamaged', file: source, what });
  await copyDurably(source, target);
  try {
    checkDataFile(target);
    // The manifest may have been edited together with the records.
    await checkCopy(source, target);
  } catch (error) {
    if (!(error instanceof RecordsUnusable) || !UNSOUND.includes(error.fault._tag)) throw error;
    throw new BackupStopped({ _tag: 'BackupDamaged', file: source, what: 'is not a sound records file' });
  }
};

const UNSOUND: readonly RecordsFault['_tag'][] = ['NotRecords', 'CutShort', 'Damaged'];

/** Takes a file whose bytes are those that were published; names the others, unless the backup named them itself. */
export const judging = (manifest: Manifest, leftOut: string[]) => {
  const before = new Set(manifest.left_out);
  return async ({ id, record }: CopiedMedia, path: string, sizeBytes: number | null): Promise<boolean> => {
    if (record === null) return sizeBytes !== null;
    if (sizeBytes === null) {
      if (!before.has(id)) leftOut.push(`${path} is missing, though a message names it`);
      return false;
    }
    const is = await reading(path, () => digestOf(path));
    const isWhole = is.bytes === record.sizeBytes && is.sha256 === record.sha256;
    if (!isWhole) leftOut.push(`${path} has other bytes than were published`);
    return isWhole;
  };
};

/** Errors of the system while a file of the backup is read. */
const reading = async <A>(file: string, work: () => Promise<A>): Promise<A> => {
  try {
    return await work();
  } catch (cause) {
    if (isMissing(cause)) throw new BackupStopped({ _tag: 'BackupDamaged', file, what: 'is missing' });
    throw isSystemError(cause) ? new BackupStopped({ _tag: 'NotRead', file, cause }) : cause;
  }
};
