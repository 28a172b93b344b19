import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { byAge } from '../shared/by-age.js';
import { sumRounds } from '../shared/rounds.js';
import { type Instant } from '../../../domain/model/time.js';
import { newestFormat } from '../shared/upgrade/formats.js';
import { type UpgradeStopped, upgradeStopped } from '../shared/upgrade/run-steps.js';
import { type Upgrading } from '../shared/upgrade/upgrading.js';
import { otherThan } from '../shared/upgrade/standing.js';
import { mongodbAccounts } from './accounts/accounts.js';
import { makeIndexes } from './database/collections.js';
import { mongodbContacts } from './contacts/contacts.js';
import { type Database, type DatabaseOptions, openDatabase } from './database/database.js';
import { dropEarlyReports } from './messages/early-reports.js';
import { openSealer } from './accounts/encryption.js';
import { indexAccounts, openHash } from './accounts/index-accounts.js';
import { addOwnCheck } from './accounts/key-checks.js';
import { sealAgain } from './accounts/seal-again.js';
import { DatabaseUnusable, openingFault } from './database/faults.js';
import { distinctDamages } from '../shared/read-each.js';
import { mongodbMessages } from './messages/messages.js';
import { beginMove, type MoveSource, refuseHalfMoved } from './move/mark.js';
import { movePatience, type MongodbTarget, patient, targetIn } from './move/target.js';
import { mongodbRateLimiter } from './rate-limiter.js';
import { findFormat, openFormat } from './upgrade/format-document.js';
import { mongodbSteps } from './upgrade/steps.js';
import { type MongodbStep, upgradeMongodb } from './upgrade/upgrade.js';
import { mongodbTokens } from './accounts/tokens.js';
import { dropOldHandles, mongodbUploadHandles } from './media/upload-handles.js';
import { type MongodbServiceClock, openMongodbServiceClock } from './service-clock.js';
import { type OpenRecords } from '../shared/open-records.js';
import { nothingSealed, reportSealed } from '../shared/sealing/sealed-again.js';
import { StoreFault, storing } from '../shared/store-fault.js';

/** The ports over the records of one database. */
export interface MongodbRecords extends OpenRecords {
  readonly database: Database;
  readonly service: MongodbServiceClock;
}

export interface RecordsOptions extends DatabaseOptions {
  readonly url: string;
  /** 32 bytes that seal the accounts' secrets; null leaves them as they are. */
  readonly encryptionKey: Uint8Array | null;
  /** A second key, which only opens. A node seals again what it had sealed. */
  readonly encryptionKeyOld?: Uint8Array | null;
  /** The steps from the first format to the newest; default: those of this version. */
  readonly steps?: readonly MongodbStep[];
}

/**
 * Opens the records of a database, which any number of processes may share. Throws `DatabaseUnusable`, also for an
 * older format.
 */
export const openMongodbRecords = ({
  url,
  encryptionKey,
  encryptionKeyOld = null,
  steps = mongodbSteps,
  ...options
}: RecordsOptions): Promise<MongodbRecords> =>
  opening(url, options, async (database) => {
    await refuseOtherFormat(database, steps);
    await refuseHalfMoved(database);
    await makeIndexes(database);
    return recordsIn(database, await openSealer(database, { key: encryptionKey, old: encryptionKeyOld }));
  });

/**
 * Opens the records of a database for a node, which brings an older format up to date first, or waits for the node
 * that does. Throws `DatabaseUnusable`.
 */
export const openMongodbNode = (
  { url, encryptionKey, encryptionKeyOld = null, steps = mongodbSteps, ...options }: RecordsOptions,
  upgrading: Upgrading,
): Promise<E.Either<UpgradeStopped, MongodbRecords>> =>
  opening(url, options, async (database) => {
    await openFormat(database, steps);
    await refuseHalfMoved(database);
    const opened = await openSealer(database, { key: encryptionKey, old: encryptionKeyOld });
    if ((await upgradeMongodb({ database, sealer: opened.sealer }, steps, upgrading)) === 'stopped') {
      await database.close();
      return E.left(upgradeStopped);
    }
    // An index may depend on the writes of a step.
    await makeIndexes(database);
    const records = await recordsIn(database, opened);
    const again = encryptionKeyOld === null ? nothingSealed : await sealAgain(database, opened.sealer);
    reportSealed(again, upgrading.log);
    return E.right({ ...records, damaged: distinctDamages([...records.damaged, ...again.damaged]) });
  });

const recordsIn = async (
  database: Database,
  { sealer, damaged: notSealed }: Awaited<ReturnType<typeof openSealer>>,
): Promise<MongodbRecords> => {
  const { hash, damaged: keys } = await openHash(database, sealer);
  const notIndexed = await indexAccounts(database, sealer, hash);
  const service = await openMongodbServiceClock(database);
  return {
    database,
    accounts: mongodbAccounts(database, sealer, hash),
    tokens: mongodbTokens(database),
    contacts: mongodbContacts(database),
    messages: mongodbMessages(database, service.latest),
    uploadHandles: mongodbUploadHandles(database),
    rateLimiter: mongodbRateLimiter(database),
    service,
    prune: (now) =>
      pipe(
        TE.sequenceSeqArray([dropOldHandles(database)(now), dropEarlyReports(database)(now)]),
        TE.map(sumRounds),
        (round) => byAge(service, now, round),
      ),
    ping: storing(async () => void (await findFormat(database))),
    damaged: distinctDamages([...notSealed, ...keys, ...notIndexed]),
    close: database.close,
  };
};

/**
 * Opens a new database to fill from another store, or continues an earlier try. Null: the source has moved elsewhere.
 * Throws `DatabaseUnusable`.
 */
export const openMongodbTarget = (
  { url, encryptionKey, encryptionKeyOld = null, steps = mongodbSteps }: RecordsOptions,
  source: MoveSource,
  now: () => Instant,
): Promise<MongodbTarget | null> =>
  opening(url, { patience: movePatience, retries: false }, async (opened) => {
    const database = patient(opened);
    const mark = await beginMove(database, source);
    if (mark === null) {
      await database.close();
      return null;
    }
    await refuseOtherFormat(database, steps);
    await makeIndexes(database);
    const { sealer } = await openSealer(database, { key: encryptionKey, old: encryptionKeyOld });
    await addOwnCheck(database, sealer);
    const { hash } = await openHash(database, sealer);
    return targetIn(database, mark, { sealer, hash, now });
  });

const opening = async <A>(
  url: string,
  options: DatabaseOptions,
  open: (database: Database) => Promise<A>,
): Promise<A> => {
  const database = await openDatabase(url, options);
  try {
    return await open(database);
  } catch (error) {
    await database.close();
    throw error instanceof StoreFault ? new DatabaseUnusable(openingFault(database.name, error.cause)) : error;
  }
};

const refuseOtherFormat = async (database: Database, steps: readonly MongodbStep[]): Promise<void> => {
  const fault = otherThan(await openFormat(database, steps), newestFormat(steps));
  if (fault !== null) throw new DatabaseUnusable({ _tag: 'FormatRefused', database: database.name, fault });
};
