import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment } from '../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type FilesystemRecords, openFilesystemRecords } from '../../../../src/adapters/stores/filesystem/records.js';
import { serviceRecord } from '../../../../src/adapters/stores/filesystem/service-clock.js';
import { orThrow } from '../../../../src/kit/or-throw.js';

/** A data folder of one test. */
export const makeDataDir = async (): Promise<{ readonly dataDir: string; readonly remove: () => Promise<void> }> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'postcard-records-'));
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
};

/** Lets so many minutes of service pass. */
export const serveIn =
  (environment: Environment) =>
  async (minutes: number): Promise<void> => {
    const record = serviceRecord(environment);
    await orThrow(
      environment.write(() => {
        const time = record.get();
        return { answer: undefined, writes: [record.put({ ...time, minutes: time.minutes + minutes })] };
      }),
    );
  };

/** Fresh records in a folder of their own, which goes when they are closed. */
export const openFresh = async (encryptionKey: Uint8Array | null = null): Promise<FilesystemRecords> => {
  const { dataDir, remove } = await makeDataDir();
  const records = await openFilesystemRecords({ dataDir, encryptionKey });
  return {
    ...records,
    close: async () => {
      await records.close();
      await remove();
    },
  };
};

/** Counts the transactions that change something. */
export const writesIn = (environment: Environment): (() => Promise<number>) => {
  let writes = 0;
  environment.beforeWrites(() => {
    writes += 1;
    return [];
  });
  return async () => writes;
};
