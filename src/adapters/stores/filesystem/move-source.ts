import * as E from 'fp-ts/lib/Either.js';
import { type Instant } from '../../../domain/model/time.js';
import { type MoveFrom } from '../migration.js';
import { openSealer } from './accounts/encryption.js';
import { type Environment } from './lmdb/environment.js';
import { mediaRecords } from './media/media-records.js';
import { openMediaStorage } from './media/media-storage.js';
import { mediaPaths } from './media/paths.js';
import { beginCopy, type Copying } from './move/mark.js';
import { moveFromFilesystem } from './move/move-from.js';
import { inDataFolder } from './open-folder.js';
import { type RecordsOptions, storeKeysOf } from './records.js';
import { type AlreadyHeld, takeHold } from './server-lock/holder.js';
import { refuseOtherFormat } from './upgrade/format-records.js';
import { filesystemSteps } from './upgrade/steps.js';

/** A data folder that is copied, and that no server uses until it is closed. */
export interface FilesystemSource {
  /** The data file, for errors. */
  readonly file: string;
  readonly from: MoveFrom;
  readonly copying: Copying;
  readonly close: () => Promise<void>;
}

/**
 * Opens a data folder in order to copy it, and holds its server lock. Left: a server runs on it. Throws
 * `RecordsUnusable`, also for an older format, and if the store fails. Its own writes change nothing that is copied.
 */
export const openFilesystemSource = (
  options: RecordsOptions,
  now: () => Instant,
): Promise<E.Either<AlreadyHeld, FilesystemSource>> =>
  inDataFolder(options, async (environment) => {
    await refuseOtherFormat(environment, options.steps ?? filesystemSteps);
    const held = await takeHold(environment);
    if (E.isLeft(held)) {
      await environment.close(true);
      return held;
    }
    const { release } = held.right;
    try {
      return E.right(await source(environment, options, now, release));
    } catch (error) {
      await release();
      throw error;
    }
  });

const source = async (
  environment: Environment,
  options: RecordsOptions,
  now: () => Instant,
  release: () => Promise<void>,
): Promise<FilesystemSource> => {
  const { dataDir } = options;
  const { sealer } = await openSealer(environment, storeKeysOf(options));
  const records = mediaRecords(environment);
  const media = await openMediaStorage({ dataDir, records, now });
  try {
    return {
      file: environment.file,
      from: moveFromFilesystem({
        environment,
        sealer,
        mediaRecords: records,
        media,
        fileOf: mediaPaths(dataDir).fileOf,
      }),
      copying: await beginCopy(environment),
      close: async () => {
        await media.close();
        await release();
        await environment.close();
      },
    };
  } catch (error) {
    await media.close();
    throw error;
  }
};
