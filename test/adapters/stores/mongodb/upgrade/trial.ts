import { type Db } from 'mongodb';
import { type Database, openDatabase } from '../../../../../src/adapters/stores/mongodb/database/database.js';
import { StoreFault } from '../../../../../src/adapters/stores/shared/store-fault.js';
import { eachDocument } from '../../../../../src/adapters/stores/mongodb/upgrade/each-document.js';
import { findStanding, openFormat } from '../../../../../src/adapters/stores/mongodb/upgrade/format-document.js';
import {
  type MongodbPart,
  type MongodbStep,
  upgradeMongodb,
} from '../../../../../src/adapters/stores/mongodb/upgrade/upgrade.js';
import { plainSealer } from '../../../../../src/kit/crypto/sealer.js';
import { AT_ONCE, counted, countedKinds, plainRecord } from '../../../../contracts/upgrade/counting.js';
import { type MakeUpgradeTrial, watched, type Watched } from '../../../../contracts/upgrade/harness.js';
import { manualTimer } from '../../../../kit/time/manual-timer.js';
import { makeDatabase } from '../../../../support/mongodb/database.js';

/** Counts each document of both kinds. */
export const countingParts = (atOnce: number, look: () => void = () => undefined): readonly MongodbPart[] =>
  countedKinds.map((name) =>
    eachDocument({
      name,
      atOnce,
      change: () => (document) => {
        look();
        return counted(document);
      },
    }),
  );

export const countingSteps = (count: number): readonly MongodbStep[] =>
  Array.from({ length: count }, (_, index) => ({ to: index + 2, name: 'count', parts: countingParts(AT_ONCE) }));

/** Nobody waits for it in vain. */
const patience = { selection: 60_000, connect: 60_000, socket: 120_000, start: 60_000 };

export const openPatiently = (url: string): Promise<Database> => openDatabase(url, { patience, time: manualTimer() });

/** Fills a database of format 1. */
export const fillCounted = async (db: Db, size: number, damaged: readonly number[]): Promise<void> => {
  for (const name of countedKinds) {
    const ids = Array.from({ length: size }, (_, index) => index + 1);
    const documents = ids.map((id) => ({
      _id: `1/${id}` as never,
      ...plainRecord(id, damaged.includes(id)),
      place: id,
      ordinal: id,
      // What the unique indexes ask for.
      claim: `m:${id}`,
      phone: `none:${id}`,
      userId: `none:${id}`,
      revision: 0,
    }));
    if (size > 0) await db.collection(name).insertMany(documents);
  }
};

export const countedRecords = async (db: Db): Promise<readonly unknown[]> => {
  const records: unknown[] = [];
  for (const name of countedKinds) {
    const projection = { _id: 0, accountId: 1, name: 1, id: 1, times: 1 };
    records.push(...(await db.collection(name).find({}, { projection }).sort({ place: 1 }).toArray()));
  }
  return records;
};

/** Each question to the database is a step of the store; it has been carried out where its answer is lost. */
const cutting = (database: Database, { before, after }: Watched): Database => ({
  ...database,
  within: async (step, silence) => {
    const answer = await database.within(step, silence);
    before();
    after();
    return answer;
  },
});

export const makeTrial: MakeUpgradeTrial = async (size, damaged = []) => {
  const { url, db, drop } = await makeDatabase();
  const database = await openPatiently(url);
  await openFormat(database, []);
  await fillCounted(db, size, damaged);
  return {
    run: async (options) => {
      const watch = watched(options, () => new StoreFault('cut'));
      const store = { database: cutting(database, watch), sealer: plainSealer };
      const end = await upgradeMongodb(store, countingSteps(options.steps ?? 1), watch.upgrading).catch(
        (error: unknown) => {
          if (error instanceof StoreFault) return 'failed' as const;
          throw error;
        },
      );
      return { end, logged: watch.logged() };
    },
    records: () => countedRecords(db),
    standing: async () => {
      const standing = await findStanding(database);
      return { format: standing?.format ?? 0, isUnfinished: standing?.unfinished !== null };
    },
    close: async () => {
      await database.close();
      await drop();
    },
  };
};
