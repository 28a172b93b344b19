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

/** Takes a file whose bytes are those that were published. Throws for any other, unless the backup left it out. */
export const judging = (manifest: Manifest) => {
  const leftOut = new Set(manifest.left_out);
  return async ({ id, record }: CopiedMedia, path: string, sizeBytes: number | null): Promise<boolean> => {
    if (sizeBytes === null) {
      if (record === null || leftOut.has(id)) return false;
      throw new BackupStopped({ _tag: 'BackupDamaged', file: path, what: 'is missing' });
    }
    if (record === null) return true;
    const is = await reading(path, () => digestOf(path));
    if (is.bytes !== record.sizeBytes || is.sha256 !== record.sha256)
      throw new BackupStopped({ _tag: 'BackupDamaged', file: path, what: 'has other bytes than were published' });
    return true;
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
