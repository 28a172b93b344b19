import { dirname } from 'node:path';
import { type Instant } from '../../../../domain/model/time.js';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { syncFolder } from '../../../../kit/files/sync-folder.js';
import { version } from '../../../../kit/version.js';
import { type Environment } from '../lmdb/environment.js';
import { BACKUP_MANIFEST } from '../lmdb/unready.js';
import { RENEW_EVERY, takeBackupLease } from '../media/backup-leases.js';
import { BackupStopped } from './backup-fault.js';
import { claimFolder, isWithin, writing } from './claim-folder.js';
import { type CopiedMedia, openCopiedMedia } from './copied-media.js';
import { linkMedia, type Watch } from './link-media.js';
import { digestOf, type Link, syncFile } from './link-or-copy.js';
import { LAYOUT, recordsIn, writeManifest } from './manifest.js';

export interface BackupParts {
  readonly environment: Environment;
  readonly dataDir: string;
  /** Empty or not there. */
  readonly folder: string;
  readonly now: () => Instant;
  readonly watch: Watch;
  /** Aborted if the backup has to end. What it has written is then removed. */
  readonly stopping: AbortSignal;
  readonly link?: Link | undefined;
}

export interface BackupReport {
  /** The absolute path. */
  readonly folder: string;
  /** How many media files it has. */
  readonly files: number;
  /** The bytes of these files and of the records. */
  readonly bytes: number;
  /** When it was made: what was sent later may be missing. */
  readonly at: Instant;
  /** The files that messages name and that are missing or damaged, and why. They are left out. */
  readonly leftOut: readonly string[];
}

/**
 * Copies the records and media of a data folder, also while its server runs: first the records, then the files that
 * this copy names, and at the end a manifest. A lease keeps these files from being removed meanwhile. Throws
 * `BackupStopped`, and `Stopped` if the store fails; what was written is then removed.
 */
export const backupFilesystem = async (parts: BackupParts): Promise<BackupReport> => {
  const { environment, dataDir, now } = parts;
  const { folder } = parts;
  if (await writing(folder, () => isWithin(folder, dataDir)))
    throw new BackupStopped({ _tag: 'FolderInDataDir', folder, dataDir });
  const claimed = await writing(folder, () => claimFolder(folder, 'media'));
  if (claimed === null) throw new BackupStopped({ _tag: 'FolderNotEmpty', folder });
  try {
    const lease = await takeBackupLease(environment);
    // A renewal that fails is repeated in time: a lease lives for five of them.
    const renewing = setInterval(() => void lease.renew().catch(() => undefined), RENEW_EVERY);
    try {
      return await writing(folder, () => fill({ ...parts, folder: claimed.path }, now()));
    } finally {
      clearInterval(renewing);
      // A lease that cannot be ended becomes stale.
      await lease.end().catch(() => undefined);
    }
  } catch (error) {
    await claimed.undo(['media', 'records.mdb', 'records.mdb-lock', BACKUP_MANIFEST]);
    throw error;
  }
};

const fill = async (parts: BackupParts, at: Instant): Promise<BackupReport> => {
  const { environment, folder } = parts;
  const file = recordsIn(folder);
  await environment.copyTo(file).catch((cause: unknown) => {
    throw new BackupStopped({ _tag: 'NotWritten', folder, cause });
  });
  await syncFile(file);
  const records = await digestOf(file);
  const leftOut: { readonly id: MediaId; readonly why: string }[] = [];
  const list = openCopiedMedia(file);
  let media: { readonly files: number; readonly bytes: number };
  try {
    const { dataDir, watch, stopping, link } = parts;
    media = await linkMedia({
      list,
      from: dataDir,
      to: folder,
      judge: judging(leftOut),
      watch,
      goOn: () => goOn(stopping),
      link,
    });
  } finally {
    await list.close();
  }
  await syncFolder(folder);
  goOn(parts.stopping);
  const [files, bytes] = [media.files, media.bytes + records.bytes];
  const left_out = leftOut.map(({ id }) => id);
  await writeManifest(folder, {
    format: LAYOUT,
    version,
    at: new Date(at).toISOString(),
    files,
    bytes,
    records,
    left_out,
  });
  await syncFolder(folder);
  await syncFolder(dirname(folder));
  return { folder, files, bytes, at, leftOut: leftOut.map(({ why }) => why) };
};

/** Takes a file that matches its record; names the others. */
const judging =
  (leftOut: { readonly id: MediaId; readonly why: string }[]) =>
  ({ id, record }: CopiedMedia, path: string, sizeBytes: number | null): boolean => {
    if (record === null) return sizeBytes !== null;
    if (sizeBytes === record.sizeBytes) return true;
    const why =
      sizeBytes === null
        ? `${path} is missing, though a message names it`
        : `${path} has ${sizeBytes} bytes, and its record says ${record.sizeBytes}`;
    leftOut.push({ id, why });
    return false;
  };

const goOn = (stopping: AbortSignal): void => {
  if (stopping.aborted) throw new BackupStopped({ _tag: 'Interrupted', what: 'backup' });
};
