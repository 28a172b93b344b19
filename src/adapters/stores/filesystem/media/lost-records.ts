import { existsSync } from 'node:fs';
import { parseMediaId } from '../../../../domain/model/media/media-id.js';
import { orThrow } from '../../../../kit/or-throw.js';
import { isSystemError } from '../../../../kit/system-error.js';
import { accountTables } from '../accounts/account-records.js';
import { type Environment } from '../lmdb/environment.js';
import { RecordsUnusable } from '../lmdb/faults.js';
import { dataFileOf } from '../lmdb/opening/open-checked.js';
import { fileNames } from './media-files.js';
import { mediaPaths } from './paths.js';

/**
 * Throws `RecordsUnusable` where published files lie beside records that are gone or hold nothing: the sweep removes
 * every file that the records do not name. Call it before the records are opened, which makes missing ones, with null,
 * and again with what was opened.
 */
export const refuseLostRecords = async (dataDir: string, opened: Environment | null): Promise<void> => {
  const file = dataFileOf(dataDir);
  if (opened === null ? existsSync(file) : await hadAccounts(opened)) return;
  const { root, folders } = mediaPaths(dataDir);
  for (const folder of folders)
    if (await hasPublished(file, folder)) throw new RecordsUnusable({ _tag: 'RecordsLost', file, media: root });
};

/** Whether an account was ever made. Before that nothing can be sent, so nothing can be published. */
const hadAccounts = (environment: Environment): Promise<boolean> => {
  const { lastId, accounts } = accountTables(environment);
  return orThrow(
    environment.read(() => lastId.keys({ limit: 1 }).length > 0 || accounts.keys({ limit: 1 }).length > 0),
  );
};

const NAMES_AT_ONCE = 32;

/** A folder that cannot be made holds nothing, and opening the records says why it cannot. */
const NO_FOLDER = ['ENOENT', 'ENOTDIR'];

const hasPublished = async (file: string, folder: string): Promise<boolean> => {
  try {
    for await (const names of fileNames(folder, NAMES_AT_ONCE))
      if (names.some((name) => parseMediaId(name) !== null)) return true;
    return false;
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    if (NO_FOLDER.includes(cause.code ?? '')) return false;
    throw new RecordsUnusable({ _tag: 'OpenFailed', file, cause });
  }
};
