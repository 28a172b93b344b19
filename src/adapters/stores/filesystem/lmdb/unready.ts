import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RecordsUnusable } from './faults.js';

/** The folder in `DATA_DIR` in which a restore works until it is done. */
export const RESTORING = 'restoring';
/** The file that makes a folder a finished backup. */
export const BACKUP_MANIFEST = 'backup.json';

/** Throws `RecordsUnusable` for a folder that is not a store: a restore into it was cut, or it is a backup. */
export const refuseUnready = (dataDir: string): void => {
  if (existsSync(join(dataDir, RESTORING))) throw new RecordsUnusable({ _tag: 'RestoreUnfinished', folder: dataDir });
  if (existsSync(join(dataDir, BACKUP_MANIFEST))) throw new RecordsUnusable({ _tag: 'IsBackup', folder: dataDir });
};
