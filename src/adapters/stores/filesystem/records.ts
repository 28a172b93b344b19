import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type UpgradeStopped, upgradeStopped } from '../shared/upgrade/run-steps.js';
import { type Upgrading } from '../shared/upgrade/upgrading.js';
import { openSealer } from './accounts/encryption.js';
import { distinctDamages } from '../shared/read-each.js';
import { type Environment } from './lmdb/environment.js';
import { guardMove, guardServed, refuseMovedAway } from './move/mark.js';
import { inDataFolder } from './open-folder.js';
import { sealAgain } from './accounts/seal-again.js';
import { type AlreadyHeld, isHeld, takeHold } from './server-lock/holder.js';
import { openFormat, refuseOtherFormat } from './upgrade/format-records.js';
import { filesystemSteps } from './upgrade/steps.js';
import { nothingSealed, reportSealed } from '../shared/sealing/sealed-again.js';
import { type StoreKeys } from '../shared/sealing/store-keys.js';
import { type FilesystemStep, upgradeFilesystem } from './upgrade/upgrade.js';
import { type FilesystemRecords, recordsIn } from './records-in.js';

export type { FilesystemRecords } from './records-in.js';

export interface RecordsOptions {
  readonly dataDir: string;
  /** 32 bytes that seal the accounts' secrets; null leaves them as they are. */
  readonly encryptionKey: Uint8Array | null;
  /** A second key, which only opens. A server seals again what it had sealed. */
  readonly encryptionKeyOld?: Uint8Array | null;
  /** The steps from the first format to the newest; default: those of this version. */
  readonly steps?: readonly FilesystemStep[];
  /** Called before a data file that was not used here before is checked, which may take seconds. */
  readonly onCopy?: (file: string) => void;
}

/**
 * Opens the records of a data folder, also in several processes. Throws `RecordsUnusable`, also for an older format.
 * A store that has moved away can be read; writes to it reject with `RecordsUnusable`.
 */
export const openFilesystemRecords = (options: RecordsOptions): Promise<FilesystemRecords> =>
  inEnvironment(options, async (environment) => {
    await refuseOtherFormat(environment, options.steps ?? filesystemSteps);
    const records = await recordsIn(environment, await openSealer(environment, storeKeysOf(options)));
    return { ...records, close: async () => environment.close(await isShared(environment)) };
  });

export const storeKeysOf = ({ encryptionKey, encryptionKeyOld = null }: RecordsOptions): StoreKeys => ({
  key: encryptionKey,
  old: encryptionKeyOld,
});

/** Why a server cannot open the records. */
export type NotServing = AlreadyHeld | UpgradeStopped;

/**
 * Opens the records of a data folder for its one server, which brings an older format up to date first. Closing them
 * releases the server lock. Throws `RecordsUnusable`, and if the store fails.
 */
export const openFilesystemServer = (
  options: RecordsOptions,
  upgrading: Upgrading,
): Promise<E.Either<NotServing, FilesystemRecords>> =>
  inEnvironment(options, async (environment) => {
    const { steps = filesystemSteps } = options;
    const keys = storeKeysOf(options);
    // A newer format is refused before anything is written.
    await openFormat(environment, steps);
    await refuseMovedAway(environment);
    const held = await takeHold(environment);
    if (E.isLeft(held)) {
      await environment.close(true);
      return held;
    }
    const close = async (): Promise<void> => {
      await held.right.release();
      await environment.close();
    };
    try {
      const opened = await openSealer(environment, keys);
      const store = { environment, sealer: opened.sealer };
      if ((await upgradeFilesystem(store, steps, upgrading)) === 'stopped') {
        await close();
        return E.left(upgradeStopped);
      }
      const records = await recordsIn(environment, opened);
      const again = keys.old === null ? nothingSealed : await sealAgain(environment, opened.sealer);
      reportSealed(again, upgrading.log);
      const isThere = guardServed(environment);
      return E.right({
        ...records,
        ping: pipe(
          isThere,
          TE.chain(() => records.ping),
        ),
        damaged: distinctDamages([...records.damaged, ...again.damaged]),
        close,
      });
    } catch (error) {
      await held.right.release();
      throw error;
    }
  });

/** A folder whose content may change only while it has not moved away. */
const inEnvironment = <A>(options: RecordsOptions, open: (environment: Environment) => Promise<A>): Promise<A> =>
  inDataFolder(options, (environment) => {
    guardMove(environment);
    return open(environment);
  });

/** Whether a server uses the records too, or that cannot be found out. */
const isShared = (environment: Environment): Promise<boolean> => isHeld(environment).catch(() => true);
