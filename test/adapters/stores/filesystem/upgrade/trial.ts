import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type Environment, openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type TableName } from '../../../../../src/adapters/stores/filesystem/lmdb/table-names.js';
import { StoreFault } from '../../../../../src/adapters/stores/shared/store-fault.js';
import { eachRecord } from '../../../../../src/adapters/stores/filesystem/upgrade/each-record.js';
import { formatTables, openFormat } from '../../../../../src/adapters/stores/filesystem/upgrade/format-records.js';
import {
  type FilesystemPart,
  type FilesystemStep,
  upgradeFilesystem,
} from '../../../../../src/adapters/stores/filesystem/upgrade/upgrade.js';
import { unavailable } from '../../../../../src/domain/model/errors.js';
import { orThrow, Stopped } from '../../../../../src/kit/or-throw.js';
import { plainSealer } from '../../../../../src/kit/crypto/sealer.js';
import { AT_ONCE, counted, countedKinds, plainRecord } from '../../../../contracts/upgrade/counting.js';
import { type MakeUpgradeTrial, watched, type Watched } from '../../../../contracts/upgrade/harness.js';
import { makeDataDir } from '../folder.js';

type RecordKey = readonly [account: number, id: number];

const show = (key: RecordKey): string => key.join('/');

/** Counts each record of both kinds. */
export const countingParts = (atOnce: number, look: () => void = () => undefined): readonly FilesystemPart[] =>
  countedKinds.map((name) =>
    eachRecord<RecordKey>({
      name,
      show,
      atOnce,
      writes: () => (key, record, table) => {
        look();
        return E.map((made: unknown) => [table.put(key, made)])(counted(record));
      },
    }),
  );

export const countingSteps = (count: number): readonly FilesystemStep[] =>
  Array.from({ length: count }, (_, index) => ({ to: index + 2, name: 'count', parts: countingParts(AT_ONCE) }));

const rawTable = (environment: Environment, name: TableName) =>
  environment.table<RecordKey, unknown>({ name, codec: t.unknown, show });

/** Fills a store of format 1. */
export const fillCounted = async (
  environment: Environment,
  size: number,
  damaged: readonly number[],
): Promise<void> => {
  await openFormat(environment, []);
  for (const name of countedKinds) {
    const table = rawTable(environment, name);
    const ids = Array.from({ length: size }, (_, index) => index + 1);
    const writes = () => ids.map((id) => table.put([1, id], plainRecord(id, damaged.includes(id))));
    await orThrow(environment.write(() => ({ answer: undefined, writes: writes() })));
  }
};

export const countedRecords = (environment: Environment): Promise<readonly unknown[]> =>
  orThrow(
    environment.read(() =>
      countedKinds.flatMap((name) =>
        rawTable(environment, name)
          .entries({})
          .map(([, record]) => record),
      ),
    ),
  );

/** Each write of the environment is a step of the store. With slices of no time, each has one batch. */
const cutting = (environment: Environment, { before, after }: Watched): Environment => ({
  ...environment,
  write: (decide) => async () => {
    try {
      before();
      const written = await environment.write(decide)();
      after();
      return written;
    } catch (error) {
      if (error instanceof StoreFault) return E.left(unavailable(error));
      throw error;
    }
  },
});

export const makeTrial: MakeUpgradeTrial = async (size, damaged = []) => {
  const { dataDir, remove } = await makeDataDir();
  const environment = await openEnvironment({ dataDir });
  await fillCounted(environment, size, damaged);
  return {
    run: async (options) => {
      const watch = watched(options, () => new StoreFault('cut'));
      const store = { environment: cutting(environment, watch), sealer: plainSealer, slice: 0 };
      const end = await upgradeFilesystem(store, countingSteps(options.steps ?? 1), watch.upgrading).catch(
        (error: unknown) => {
          if (error instanceof Stopped) return 'failed' as const;
          throw error;
        },
      );
      return { end, logged: watch.logged() };
    },
    records: () => countedRecords(environment),
    standing: async () => {
      const standing = await orThrow(environment.read(() => formatTables(environment).standing()));
      return { format: standing?.format ?? 0, isUnfinished: standing?.unfinished !== null };
    },
    close: async () => {
      await environment.close();
      await remove();
    },
  };
};
