import { isLeft, isRight } from 'fp-ts/lib/Either.js';
import { existsSync } from 'node:fs';
import { RecordsUnusable } from '../adapters/stores/filesystem/lmdb/faults.js';
import { dataFileOf } from '../adapters/stores/filesystem/lmdb/opening/open-checked.js';
import { openMediaStorage } from '../adapters/stores/filesystem/media/media-storage.js';
import { MediaUnusable } from '../adapters/stores/filesystem/media/paths.js';
import {
  type FilesystemRecords,
  openFilesystemRecords,
  openFilesystemServer,
} from '../adapters/stores/filesystem/records.js';
import { type MongodbRecords } from '../adapters/stores/mongodb/records.js';
import { type Upgrading } from '../adapters/stores/shared/upgrade/upgrading.js';
import { systemClock } from '../adapters/system/clock.js';
import { sha256 } from '../adapters/system/digest.js';
import { type Config } from './config.js';
import { type Clock } from '../domain/ports/clock.js';
import { type Hmac } from '../domain/model/hmac.js';
import { type Digest } from '../domain/ports/digest.js';
import { type MediaStorage } from '../domain/ports/media-storage.js';
import { type Round, type Stored } from '../domain/ports/store.js';
import { byAge } from '../adapters/stores/shared/by-age.js';
import { type OpenRecords } from '../adapters/stores/shared/open-records.js';
import { hmacSha256 } from '../kit/crypto/hmac.js';
import { Stopped } from '../kit/or-throw.js';
import { SettingsFailure } from './settings-failure.js';

/** Everything that the service stores, in either kind of store. */
export interface Stores extends Omit<OpenRecords, 'prune'> {
  readonly clock: Clock;
  readonly digest: Digest;
  readonly hmac: Hmac;
  /**
   * Whether only one server at a time uses the stores. Then every message that is pending at its start has lost its
   * sender.
   */
  readonly forOneServer: boolean;
  /** Opens the media storage. Only a server does so: it owns the staged files. */
  readonly openMedia: () => Promise<MediaStorage & { readonly close: () => Promise<void> }>;
  /** Drops expired records. */
  readonly prune: Stored<Round>;
  /** What to tell the user of an error that ends a start, if the store refused something. Null: it did not. */
  readonly refusal: (error: unknown) => string | null;
}

/**
 * Opens the stores that the settings name, for a command. Throws a `SettingsFailure` if they cannot be used, also if a
 * server has to bring them up to date first. `onCopy` is called before records that were not used here before are
 * checked.
 */
export const openStores = async (config: Config, onCopy: (file: string) => void = ignore): Promise<Stores> => {
  if (config.MONGODB_URL === null) {
    const options = { ...optionsOf(config), onCopy };
    return filesystemStores(config, await usable(openFilesystemRecords(options), RecordsUnusable));
  }
  const mongodb = await loadMongodb();
  const options = { url: config.MONGODB_URL, ...keysOf(config) };
  return mongodbStores(mongodb, await usable(mongodb.openMongodbRecords(options), mongodb.DatabaseUnusable));
};

/** A round that deletes by age. It does nothing while the wall clock may be wrong (SPEC 6). */
export const deletingByAge =
  ({ service, clock }: Pick<Stores, 'service' | 'clock'>, round: Stored<Round>): Stored<Round> =>
  () =>
    byAge(service, clock.now(), round)();

const ignore = (): void => undefined;

/**
 * Opens the stores for a server. It is the only server of its data folder until they are closed, and brings an older
 * store up to date. Null: it was asked to stop before that was done. Throws a `SettingsFailure` if they cannot be used.
 */
export const openServerStores = async (config: Config, upgrading: Upgrading): Promise<Stores | null> => {
  if (config.MONGODB_URL !== null) {
    const mongodb = await loadMongodb();
    const options = { url: config.MONGODB_URL, ...keysOf(config) };
    const records = await usable(mongodb.openMongodbNode(options, upgrading), mongodb.DatabaseUnusable);
    return isLeft(records) ? null : mongodbStores(mongodb, records.right);
  }
  const onCopy = (file: string): void =>
    upgrading.log.info(
      { file },
      'checking every page: the file is a copy, was restored, or is used here for the first time',
    );
  const records = await usable(openFilesystemServer({ ...optionsOf(config), onCopy }, upgrading), RecordsUnusable);
  if (isRight(records)) return filesystemStores(config, records.right);
  if (records.left._tag === 'UpgradeStopped') return null;
  const { DATA_DIR } = config;
  throw new SettingsFailure([`DATA_DIR: another server runs on ${DATA_DIR}; stop it, or name another folder`]);
};

/** Throws a `SettingsFailure` where a command needs a data folder that a server has used: opening it would make one. */
export const refuseNoStore = ({ DATA_DIR }: Config): void => {
  if (!existsSync(dataFileOf(DATA_DIR)))
    throw new SettingsFailure([
      `DATA_DIR: there is no store in ${DATA_DIR}; set DATA_DIR or MONGODB_URL to the one to use`,
    ]);
};

export const keysOf = ({ ENCRYPTION_KEY, ENCRYPTION_KEY_OLD }: Config) => ({
  encryptionKey: ENCRYPTION_KEY,
  encryptionKeyOld: ENCRYPTION_KEY_OLD,
});

export const optionsOf = (config: Config) => ({ dataDir: config.DATA_DIR, ...keysOf(config) });

const filesystemStores = ({ DATA_DIR }: Config, records: FilesystemRecords): Stores => ({
  ...records,
  ...system,
  forOneServer: true,
  openMedia: () =>
    usable(openMediaStorage({ dataDir: DATA_DIR, records: records.media, now: systemClock.now }), MediaUnusable),
  prune: () => records.prune(systemClock.now())(),
  refusal: () => null,
});

const mongodbStores = (
  { mongodbMediaStorage, unusable }: Awaited<ReturnType<typeof loadMongodb>>,
  records: MongodbRecords,
): Stores => ({
  ...records,
  ...system,
  forOneServer: false,
  openMedia: async () => {
    const media = mongodbMediaStorage(records.database, systemClock.now);
    // A node with a wrong clock must not take the uploads of other nodes for abandoned.
    return { ...media, sweep: deletingByAge({ service: records.service, clock: systemClock }, media.sweep) };
  },
  prune: () => records.prune(systemClock.now())(),
  refusal: (error) =>
    unusable(records.database, error instanceof Stopped ? causeOf(error.fault) : error)?.message ?? null,
});

/** The error of the store, where it is one that a store gave up at. */
const causeOf = (fault: unknown): unknown =>
  typeof fault === 'object' && fault !== null && 'cause' in fault ? fault.cause : fault;

const system = { clock: systemClock, digest: sha256, hmac: hmacSha256 };

/** Work of a command. A store that it may not write to is a fault of the settings. */
export const onUsableStore = <A>(work: Promise<A>): Promise<A> => usable(work, RecordsUnusable);

/** Turns `Unusable` records into a fault of the settings. The sentence names what to check. */
export const usable = async <A>(opening: Promise<A>, Unusable: new (...parts: never[]) => Error): Promise<A> => {
  try {
    return await opening;
  } catch (error) {
    throw error instanceof Unusable ? new SettingsFailure([error.message]) : error;
  }
};

/** Loaded only if a database is named, so that a start on files does not load the driver. */
export const loadMongodb = async () => ({
  ...(await import('../adapters/stores/mongodb/database/faults.js')),
  ...(await import('../adapters/stores/mongodb/media/media-storage.js')),
  ...(await import('../adapters/stores/mongodb/preparing.js')),
  ...(await import('../adapters/stores/mongodb/records.js')),
});
