import { backupFilesystem, type BackupReport } from '../adapters/stores/filesystem/backup/backup.js';
import { type BackupFault, BackupStopped } from '../adapters/stores/filesystem/backup/backup-fault.js';
import { type Watch } from '../adapters/stores/filesystem/backup/link-media.js';
import { restoreFilesystem, type RestoreReport } from '../adapters/stores/filesystem/backup/restore.js';
import { RecordsUnusable } from '../adapters/stores/filesystem/lmdb/faults.js';
import { openFilesystemRecords } from '../adapters/stores/filesystem/records.js';
import { systemClock } from '../adapters/system/clock.js';
import { makeLog } from '../kit/logging/log.js';
import { realTime } from '../kit/time/timer.js';
import { type Config } from './config.js';
import { SettingsFailure } from './settings-failure.js';
import { optionsOf, refuseNoStore } from './stores.js';

export { BackupStopped };

/** What a backup or a restore works with. */
export interface BackupWork {
  readonly folder: string;
  readonly watch: Watch;
  /** Aborted if the work has to end. What it has written is then removed. */
  readonly stopping: AbortSignal;
}

/** Backs up the data folder. Throws `SettingsFailure` if it cannot be used, `BackupStopped` if the target cannot. */
export const backUp = async (config: Config, work: BackupWork): Promise<BackupReport> => {
  refuseNoStore(config);
  return settled(async () => {
    const { environment, close } = await openFilesystemRecords(optionsOf(config));
    try {
      return await backupFilesystem({ environment, dataDir: config.DATA_DIR, now: systemClock.now, ...work });
    } finally {
      await close();
    }
  });
};

/** Restores a backup into the data folder. Throws `SettingsFailure` if the backup or the data folder cannot be used. */
export const restore = (config: Config, work: BackupWork): Promise<RestoreReport> =>
  settled(() => {
    const { stopping, ...parts } = work;
    const upgrading = { log: makeLog(config.LOG_LEVEL), stopping, time: realTime };
    return restoreFilesystem({ ...optionsOf(config), upgrading, ...parts });
  });

/** Faults of a store or of a backup, which no second try mends. The others are those of the moment, or of the target. */
const unusable: readonly BackupFault['_tag'][] = ['NotABackup', 'NewerBackup', 'BackupDamaged', 'DataDirNotEmpty'];

const settled = async <A>(work: () => Promise<A>): Promise<A> => {
  try {
    return await work();
  } catch (error) {
    const isUnusable =
      error instanceof RecordsUnusable || (error instanceof BackupStopped && unusable.includes(error.fault._tag));
    throw isUnusable ? new SettingsFailure([error.message]) : error;
  }
};
