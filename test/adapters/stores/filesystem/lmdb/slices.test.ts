import { expect } from 'chai';
import * as t from 'io-ts';
import { type Environment, openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { walk, writeSlice } from '../../../../../src/adapters/stores/filesystem/lmdb/slices.js';
import { StoreFault } from '../../../../../src/adapters/stores/shared/store-fault.js';
import { left, on, right } from '../../../../contracts/support.js';
import { makeDataDir } from '../folder.js';

const open = async () => {
  const { dataDir, remove } = await makeDataDir();
  const environment = await openEnvironment({ dataDir });
  const numbers = environment.table<number, number>({ name: 'last-message-ids', codec: t.number, show: String });
  let transactions = 0;
  const counting: Pick<Environment, 'write'> = {
    write: (decide) => {
      transactions += 1;
      return environment.write(decide);
    },
  };
  return {
    environment: counting,
    numbers,
    transactions: () => transactions,
    all: () => right(environment.read(() => numbers.entries({}).map(([, value]) => value))),
    close: async () => {
      await environment.close();
      await remove();
    },
  };
};

describe('a walk in slices', () => {
  const test = on(open);

  it(
    'repeats a decision in one transaction until it is done; each sees what the ones before it wrote',
    test(async ({ environment, numbers, all, transactions }) => {
      const answers = await right(
        writeSlice<number>(
          environment,
          (last) => {
            const next = (numbers.get(last ?? 0) ?? 0) + 1;
            return { answer: next, writes: [numbers.put(next, next)] };
          },
          (answer) => answer === 5,
          Infinity,
        ),
      );
      expect(answers).to.deep.equal([1, 2, 3, 4, 5]);
      expect(await all()).to.deep.equal([1, 2, 3, 4, 5]);
      expect(transactions()).to.equal(1);
    }),
  );

  it(
    'ends a slice after one decision if its time is over',
    test(async ({ environment, numbers, all, transactions }) => {
      const put = (last: number | null) => {
        const next = (last ?? 0) + 1;
        return { answer: next, writes: [numbers.put(next, next)] };
      };
      expect(await right(writeSlice<number>(environment, put, () => false, 0))).to.deep.equal([1]);
      expect(await all()).to.deep.equal([1]);
      expect(transactions()).to.equal(1);
    }),
  );

  it(
    'goes on in another transaction behind the last place when a decision takes the whole slice',
    test(async ({ environment, numbers, all, transactions }) => {
      const slowly = (place: number) => {
        for (const from = performance.now(); performance.now() - from <= 10;);
        return {
          answer: { count: 1, damaged: [], next: place < 4 ? place + 1 : null },
          writes: [numbers.put(place, place)],
        };
      };
      expect(await right(walk(environment, 1, slowly))).to.deep.equal({ count: 4, damaged: [] });
      expect(await all()).to.deep.equal([1, 2, 3, 4]);
      expect(transactions()).to.equal(4);
    }),
  );

  it(
    'ends with the fault of the store',
    test(async ({ environment }) => {
      const failing = () => {
        throw new StoreFault('no disk');
      };
      expect((await left(walk(environment, 1, failing)))._tag).to.equal('Unavailable');
    }),
  );
});
