import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Environment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { openMediaStorage } from '../../../../../src/adapters/stores/filesystem/media/media-storage.js';
import { openFilesystemRecords } from '../../../../../src/adapters/stores/filesystem/records.js';
import { type ErasingStage } from '../../../../contracts/erasing/stage.js';
import { NOW } from '../../../../contracts/support.js';
import { makeDataDir } from '../folder.js';

export interface ErasingFolder extends ErasingStage {
  readonly environment: Environment;
  readonly dataDir: string;
  readonly close: () => Promise<void>;
}

/** Fresh records and files. The other process opens the same folder. */
export const openErasingFolder = async (): Promise<ErasingFolder> => {
  const { dataDir, remove } = await makeDataDir();
  const records = await openFilesystemRecords({ dataDir, encryptionKey: null });
  const elsewhere = await openFilesystemRecords({ dataDir, encryptionKey: null });
  let time = NOW;
  const storage = await openMediaStorage({ dataDir, records: records.media, now: () => time });
  return {
    ...records,
    dataDir,
    elsewhere,
    storage,
    pass: (milliseconds) => void (time += milliseconds),
    everything: async () => `${await recordsText(records.environment, dataDir)}\n${await filesText(dataDir)}`,
    close: async () => {
      await storage.close();
      await elsewhere.close();
      await records.close();
      await remove();
    },
  };
};

/** The bytes of a compact copy of the records, which has nothing but what is live: keys and records as UTF-8. */
const recordsText = async (environment: Environment, dataDir: string): Promise<string> => {
  const copy = join(dataDir, 'copy.mdb');
  await environment.copyTo(copy);
  const text = await readFile(copy, 'latin1');
  await rm(copy);
  return text;
};

const filesText = async (dataDir: string): Promise<string> =>
  (await readdir(join(dataDir, 'media'), { recursive: true })).join('\n');
