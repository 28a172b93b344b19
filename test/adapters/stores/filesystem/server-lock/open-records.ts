import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Environment, openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { makeTempDir, type TempDir } from '../../../../support/temp-dir.js';

/** Open records in a folder of their own. */
export interface OpenRecords {
  readonly folder: TempDir;
  readonly environment: Environment;
  /** The folder of the data file. */
  readonly records: string;
  /** The sockets of holders in it. */
  readonly sockets: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

export const openRecords = async (): Promise<OpenRecords> => {
  const folder = await makeTempDir();
  const environment = await openEnvironment({ dataDir: folder.path });
  const records = join(folder.path, 'records');
  return {
    folder,
    environment,
    records,
    sockets: async () => (await readdir(records)).filter((name) => name.startsWith('server-')),
    close: async () => {
      await environment.close();
      await folder.remove();
    },
  };
};
