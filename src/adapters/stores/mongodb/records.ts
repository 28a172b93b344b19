import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { byAge } from '../shared/by-age.js';
import { quietTime } from '../../../kit/time/timer.js';
import { sumRounds } from '../shared/rounds.js';
import { type Instant } from '../../../domain/model/time.js';
import { newestFormat } from '../shared/upgrade/formats.js';
import { type UpgradeStopped, upgradeStopped } from '../shared/upgrade/run-steps.js';
import { type Upgrading } from '../shared/upgrade/upgrading.js';
import { otherThan } from '../shared/upgrade/standing.js';
import { mongodbAccounts } from './accounts/accounts.js';
import { makeIndexes } from './database/collections.js';
import { mongodbConsents } from './contacts/consent-records.js';
import { mongodbContacts } from './contacts/contacts.js';
import { type Database, type DatabaseOptions, openDatabase } from './database/database.js';
import { dropEarlyReports } from './messages/early-reports.js';
import { openSealer } from './accounts/encryption.js';
import { openHash } from './accounts/index-accounts.js';
import { addOwnCheck } from './database/key-checks.js';
import { sealAgain } from './accounts/seal-again.js';
import { DatabaseUnusable } from './database/faults.js';
import { distinctDamages } from '../shared/read-each.js';
import { mongodbMessages } from './messages/messages.js';
import { beginMove, type MoveSource, refuseHalfMoved } from './move/mark.js';
import { moveOptions, type MongodbTarget, targetIn } from './move/target.js';
import { type Prepared, prepare, preparing, unwatched } from './preparing.js';
import { mongodbRateLimiter } from './rate-limiter.js';
import { findFormat, openFormat } from './upgrade/format-document.js';
import { mongodbSteps } from './upgrade/steps.js';
import { type MongodbStep, upgradeMongodb } from './upgrade/upgrade.js';
import { mongodbTokens } from './accounts/tokens.js';
import { mongodbErasing } from './erasing/erasing.js';
import { mongodbEvents } from './events/event-records.js';
import { type AccountLeases, accountLeases, noLeases } from './events/leases/account-leases.js';
import { dropOldEvents } from './events/drop-old-events.js';
import { writtenEvents } from './events/waiting/written-events.js';
import { dropOldHandles, mongodbUploadHandles } from './media/upload-handles.js';
import { type MongodbServiceClock, mongodbServiceClock } from './service-clock.js';
import { type OpenRecords } from '../shared/open-records.js';
import { nothingSealed, reportSealed } from '../shared/sealing/sealed-again.js';
import { storing } from '../shared/store-fault.js';

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
export const openMongodbRecords = async ({
  url,
  encryptionKey,
  encryptionKeyOld = null,
  steps = mongodbSteps,
  ...options
}: RecordsOptions): Promise<MongodbRecords> => {
  const prepared = await preparing(url, options, async (database) => {
    await refuseOtherFormat(database, steps);
    await refuseHalfMoved(database);
    await makeIndexes(database, unwatched);
    return prepare(database, await openSealer(database, { key: encryptionKey, old: encryptionKeyOld }));
  });
  return recordsIn(await openDatabase(url, options), prepared);
};

/**
 * Opens the records of a database for a node, which brings an older format up to date first, or waits for the node
 * that does. Throws `DatabaseUnusable`.
 */
export const openMongodbNode = async (
  { url, encryptionKey, encryptionKeyOld = null, steps = mongodbSteps, ...options }: RecordsOptions,
  upgrading: Upgrading,
): Promise<E.Either<UpgradeStopped, MongodbRecords>> => {
  const prepared = await preparing(url, options, async (database) => {
    await openFormat(database, steps);
    await refuseHalfMoved(database);
    const opened = await openSealer(database, { key: encryptionKey, old: encryptionKeyOld });
    if ((await upgradeMongodb({ database, sealer: opened.sealer }, steps, upgrading)) === 'stopped') return null;
    // An index may depend on the writes of a step.
    if ((await makeIndexes(database, upgrading)) === 'stopped') return null;
    const made = await prepare(database, opened);
    const again = encryptionKeyOld === null ? nothingSealed : await sealAgain(database, opened.sealer);
    reportSealed(again, upgrading.log);
    return { ...made, damaged: distinctDamages([...made.damaged, ...again.damaged]) };
  });
  if (prepared === null) return E.left(upgradeStopped);
  const database = await openDatabase(url, options);
  const leases = accountLeases(database, options.time ?? quietTime);
  await leases.beat();
  return E.right(recordsIn(database, prepared, leases));
};

const recordsIn = (
  database: Database,
  { sealer, hash, time, damaged }: Prepared,
  leases: AccountLeases = noLeases,
): MongodbRecords => {
  const service = mongodbServiceClock(database, time);
  const written = writtenEvents();
  const events = mongodbEvents(database, sealer, leases, written);
  return {
    database,
    accounts: mongodbAccounts(database, sealer, hash, { ...events.events, tell: written.tell }),
    tokens: mongodbTokens(database),
    contacts: mongodbContacts(database, written.tell),
    consents: mongodbConsents(database, written.tell),
    messages: mongodbMessages(database, service.latest, written.tell),
    ...events,
    erasing: mongodbErasing(database, written.tell),
    uploadHandles: mongodbUploadHandles(database),
    rateLimiter: mongodbRateLimiter(database),
    service,
    prune: (now) =>
      pipe(
        TE.sequenceSeqArray([
          dropOldHandles(database)(now),
          dropEarlyReports(database)(now),
          dropOldEvents(database)(now),
        ]),
        TE.map(sumRounds),
        (round) => byAge(service, now, round),
      ),
    ping: storing(async () => void (await findFormat(database))),
    damaged,
    close: async () => {
      await leases.close();
      await database.close();
    },
  };
};

/**
 * Opens a new database to fill from another store, or continues an earlier try. Null: the source has moved elsewhere.
 * Throws `DatabaseUnusable`.
 */
export const openMongodbTarget = async (
  { url, encryptionKey, encryptionKeyOld = null, steps = mongodbSteps }: RecordsOptions,
  source: MoveSource,
  now: () => Instant,
): Promise<MongodbTarget | null> => {
  const prepared = await preparing(url, {}, async (empty) => {
    const mark = await beginMove(empty, source);
    if (mark === null) return null;
    await refuseOtherFormat(empty, steps);
    await makeIndexes(empty, unwatched);
    const { sealer } = await openSealer(empty, { key: encryptionKey, old: encryptionKeyOld });
    await addOwnCheck(empty, sealer);
    const { hash } = await openHash(empty, sealer);
    return { mark, sealer, hash };
  });
  if (prepared === null) return null;
  const { mark, sealer, hash } = prepared;
  return targetIn(await openDatabase(url, moveOptions), mark, { sealer, hash, now });
};

const refuseOtherFormat = async (database: Database, steps: readonly MongodbStep[]): Promise<void> => {
  const fault = otherThan(await openFormat(database, steps), newestFormat(steps));
  if (fault !== null) throw new DatabaseUnusable({ _tag: 'FormatRefused', database: database.name, fault });
};
