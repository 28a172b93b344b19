import { type Environment, type EnvironmentOptions, openEnvironment } from './lmdb/environment.js';
import { refuseUnready } from './lmdb/unready.js';
import { refuseLostRecords } from './media/lost-records.js';
import { refuseHeldElsewhere } from './server-lock/holder.js';

/**
 * Opens the records file of a data folder, for a server, a command or a move: every opening goes through here, so that
 * none lacks a check. Throws `RecordsUnusable` for a folder that is no store or whose records are lost, and for a file
 * that a server uses under another name. The file is closed again if `open` throws.
 */
export const inDataFolder = async <A>(
  options: EnvironmentOptions,
  open: (environment: Environment) => Promise<A>,
): Promise<A> => {
  const { dataDir } = options;
  refuseUnready(dataDir);
  await refuseLostRecords(dataDir, null);
  const environment = await openEnvironment(options);
  try {
    await refuseLostRecords(dataDir, environment);
    await refuseHeldElsewhere(environment);
    return await open(environment);
  } catch (error) {
    // Another process may use it.
    await environment.close(true);
    throw error;
  }
};
