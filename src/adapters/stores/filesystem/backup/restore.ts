import * as E from 'fp-ts/lib/Either.js';
import { rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Instant } from '../../../../domain/model/time.js';
import { makeFolder } from '../../../../kit/files/make-folder.js';
import { syncFolder } from '../../../../kit/files/sync-folder.js';
import { type Upgrading } from '../../shared/upgrade/upgrading.js';
import { openEnvironment } from '../lmdb/environment.js';
import { RecordsUnusable } from '../lmdb/faults.js';
import { refuseUnready, RESTORING } from '../lmdb/unready.js';
import { dropBackupLeases } from '../media/backup-leases.js';
import { openFilesystemServer, type RecordsOptions } from '../records.js';
import { forgetHolder } from '../server-lock/holder.js';
import { BackupStopped } from './backup-fault.js';
import { claimFolder, writing } from './claim-folder.js';
import { judging, takeRecords } from './check-backup.js';
import { openCopiedMedia } from './copied-media.js';
import { linkMedia, type Watch } from './link-media.js';
import { type Link } from './link-or-copy.js';
import { type Manifest, readManifest, recordsIn } from './manifest.js';
import { raiseIds } from './raise-ids.js';

export interface RestoreParts extends Omit<RecordsOptions, 'dataDir' | 'steps'> {
  /** A finished backup. It stays as it is. */
  readonly folder: string;
  /** Empty or not there. */
  readonly dataDir: string;
  readonly watch: Watch;
  /** Brings a backup of an older format up to date. If `stopping` is aborted, what was written is removed. */
  readonly upgrading: Upgrading;
  readonly link?: Link | undefined;
}

export interface RestoreReport {
  /** How many media files were restored. */
  readonly files: number;
  /** The bytes of these files and of the records in the backup. */
  readonly bytes: number;
  /** When the backup was made. */
  readonly sendsMissingSince: Instant;
  /** The files of the backup that are missing or damaged, and why. They are left out: their messages have no file. */
  readonly leftOut: readonly string[];
}

/**
 * Restores a backup into a data folder that is empty or not there. Everything is made in the folder `restoring` in it,
 * and moved to its place at the end: a server refuses a data folder with this folder. Each file of the backup is read
 * and compared with what the backup says of it; a damaged media file is left out. Throws `BackupStopped`, and
 * `RecordsUnusable` if the records cannot be used; what was written is then removed.
 */
export const restoreFilesystem = async (parts: RestoreParts): Promise<RestoreReport> => {
  const { folder, dataDir } = parts;
  const manifest = await readManifest(folder);
  refuseUnready(dataDir);
  const claimed = await writing(dataDir, () => claimFolder(dataDir, RESTORING));
  if (claimed === null) throw new BackupStopped({ _tag: 'DataDirNotEmpty', dataDir });
  const moved: string[] = [];
  try {
    const restored = await writing(dataDir, () => fill(parts, manifest, join(claimed.path, RESTORING)));
    await writing(dataDir, () => moveToPlace(claimed.path, moved));
    return { ...restored, sendsMissingSince: Date.parse(manifest.at) };
  } catch (error) {
    // The mark goes last, so that a removal that is cut leaves no store. What others put there meanwhile stays.
    await claimed.undo([...moved, RESTORING]);
    throw error;
  }
};

const fill = async (
  parts: RestoreParts,
  manifest: Manifest,
  place: string,
): Promise<Omit<RestoreReport, 'sendsMissingSince'>> => {
  const { folder, watch, link, upgrading } = parts;
  const goOn = (): void => {
    if (upgrading.stopping.aborted) throw new BackupStopped({ _tag: 'Interrupted', what: 'restore' });
  };
  const records = join(place, 'records', 'records.mdb');
  await makeFolder(join(place, 'records'));
  await takeRecords(recordsIn(folder), records, manifest);
  const leftOut: string[] = [];
  const list = openCopiedMedia(records);
  let media: { readonly files: number; readonly bytes: number };
  try {
    media = await linkMedia({ list, from: folder, to: place, judge: judging(manifest, leftOut), watch, goOn, link });
  } finally {
    await list.close();
  }
  goOn();
  await makeOwn(parts, place).catch((error: unknown) => {
    throw error instanceof RecordsUnusable ? ofBackup(error, recordsIn(folder)) : error;
  });
  goOn();
  await syncFolder(join(place, 'records'));
  return { files: media.files, bytes: media.bytes + manifest.records.bytes, leftOut };
};

/** Makes a store of its own of the copied records. */
const makeOwn = async ({ upgrading, ...options }: RestoreParts, place: string): Promise<void> => {
  const environment = await openEnvironment({ dataDir: place });
  try {
    await forgetHolder(environment);
    await dropBackupLeases(environment);
  } finally {
    await environment.close();
  }
  const opened = await openFilesystemServer({ ...options, dataDir: place }, upgrading);
  if (E.isLeft(opened)) throw new BackupStopped({ _tag: 'Interrupted', what: 'restore' });
  try {
    await raiseIds(opened.right.environment);
  } finally {
    await opened.right.close();
  }
};

/** Names the file in the backup: the copy is removed. */
const ofBackup = ({ fault }: RecordsUnusable, file: string): RecordsUnusable =>
  new RecordsUnusable('file' in fault ? { ...fault, file } : fault);

/** Notes what it has moved: only that is ours to remove. */
const moveToPlace = async (dataDir: string, moved: string[]): Promise<void> => {
  const place = join(dataDir, RESTORING);
  for (const name of ['media', 'records']) {
    await rename(join(place, name), join(dataDir, name));
    moved.push(name);
  }
  await syncFolder(dataDir);
  await rmdir(place);
  await syncFolder(dataDir);
};
