import { expect } from 'chai';
import * as t from 'io-ts';
import { dropExpired } from '../../../../../src/adapters/stores/filesystem/lmdb/drop-expired.js';
import { type Environment, openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type Write } from '../../../../../src/adapters/stores/filesystem/lmdb/table.js';
import { orderTable, timedTable } from '../../../../../src/adapters/stores/filesystem/lmdb/timed-table.js';
import { on, right, times } from '../../../../contracts/support.js';
import { makeDataDir } from '../folder.js';

type RecordKey = readonly [account: number, name: string];
interface Kept {
  readonly until: number | null;
}

const open = async () => {
  const { dataDir, remove } = await makeDataDir();
  const environment = await openEnvironment({ dataDir });
  const table = timedTable<RecordKey, Kept>(environment, {
    name: 'early-reports',
    order: 'early-reports-by-expiry',
    codec: t.strict({ until: t.union([t.number, t.null]) }),
    show: String,
    timeOf: ({ until }) => until,
  });
  return {
    environment,
    table,
    drop: dropExpired(environment, table),
    write: (...writes: readonly Write[]) => write(environment, writes),
    /** Writes something into the table that is no record of it. */
    spoil: (key: RecordKey) =>
      write(environment, [
        environment
          .table<RecordKey, unknown>({ name: 'early-reports', codec: t.unknown, show: String })
          .put(key, 'damaged'),
      ]),
    places: () => right(environment.read(() => orderTable(environment, 'early-reports-by-expiry').keys({}))),
    names: () => right(environment.read(() => table.keys({}).map(([, name]) => name))),
    close: async () => {
      await environment.close();
      await remove();
    },
  };
};

const write = (environment: Environment, writes: readonly Write[]): Promise<void> =>
  right(environment.write(() => ({ answer: undefined, writes })));

describe('a table in the order of time', () => {
  const test = on(open);

  it(
    'gives each record the place of its time, earliest first, and none to a record without a time',
    test(async ({ table, write, places }) => {
      await write(table.put([1, 'b'], { until: 20 }), table.put([1, 'a'], { until: 10 }));
      await write(table.put([1, 'c'], { until: null }), table.put([2, 'a'], { until: 10 }));
      expect(await places()).to.deep.equal([
        [10, 1, 'a'],
        [10, 2, 'a'],
        [20, 1, 'b'],
      ]);
    }),
  );

  it(
    'moves a record whose time changes, also within one transaction, and forgets the place of a removed one',
    test(async ({ table, write, places }) => {
      await write(table.put([1, 'a'], { until: 10 }), table.put([1, 'a'], { until: 30 }));
      expect(await places()).to.deep.equal([[30, 1, 'a']]);
      await write(table.put([1, 'a'], { until: null }));
      expect(await places()).to.deep.equal([]);
      await write(table.put([1, 'a'], { until: 5 }), table.remove([1, 'a']), table.remove([1, 'unknown']));
      expect(await places()).to.deep.equal([]);
    }),
  );

  it(
    'drops what is due and keeps the rest, however much there is',
    test(async ({ table, write, places, names, drop }) => {
      await write(...times(1_000, (index) => table.put([index % 3, `n${index}`], { until: index })));
      expect(await right(drop(899))).to.deep.equal({ count: 900, damaged: [] });
      expect((await names()).sort()).to.deep.equal(times(100, (index) => `n${900 + index}`));
      expect(await places()).to.have.length(100);
      expect(await right(drop(899))).to.deep.equal({ count: 0, damaged: [] });
    }),
  );

  it(
    'reads nothing that is not due',
    test(async ({ table, write, spoil, drop }) => {
      await write(table.put([1, 'old'], { until: 1 }), table.put([1, 'young'], { until: 100 }));
      await spoil([1, 'young']);
      expect(await right(drop(99))).to.deep.equal({ count: 1, damaged: [] });
      expect((await right(drop(100))).damaged).to.have.length(1);
    }),
  );

  it(
    'leaves a damaged record, names it each time, and drops what comes behind it',
    test(async ({ table, write, spoil, names, drop }) => {
      await write(...times(40, (index) => table.put([1, `n${index}`], { until: index })));
      await spoil([1, 'n3']);
      for (const count of [39, 0]) {
        const round = await right(drop(1_000));
        expect(round.count).to.equal(count);
        expect(round.damaged).to.have.length(1);
      }
      expect(await names()).to.deep.equal(['n3']);
    }),
  );

  it(
    'gives a record that replaces a damaged one a new place, and drops the old place when it is due',
    test(async ({ table, write, spoil, names, places, drop }) => {
      await write(table.put([1, 'a'], { until: 10 }));
      await spoil([1, 'a']);
      await write(table.put([1, 'a'], { until: 50 }));
      expect(await right(drop(20))).to.deep.equal({ count: 0, damaged: [] });
      expect(await names()).to.deep.equal(['a']);
      expect(await places()).to.deep.equal([[50, 1, 'a']]);
    }),
  );
});
