import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import * as t from 'io-ts';
import { openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type TableName } from '../../../../../src/adapters/stores/filesystem/lmdb/table-names.js';
import { on, rejection, right } from '../../../../contracts/support.js';
import { makeDataDir } from '../folder.js';

const open = async () => {
  const { dataDir, remove } = await makeDataDir();
  const environment = await openEnvironment({ dataDir });
  const put = (name: TableName, key: number) =>
    environment.table<number, number>({ name, codec: t.number, show: String }).put(key, key);
  return {
    environment,
    put,
    write: (...names: readonly TableName[]) =>
      right(environment.write(() => ({ answer: undefined, writes: names.map((name) => put(name, 1)) }))),
    close: async () => {
      await environment.close();
      await remove();
    },
  };
};

describe('whoever watches a table', () => {
  const test = on(open);

  it(
    'is called back after commits that put records into it, and after no other',
    test(async ({ environment, write }) => {
      const heard: string[] = [];
      const end = environment.watch('events', () => heard.push('events'));
      environment.watch('media', () => heard.push('media'));
      await write('events', 'events', 'tokens');
      await setImmediate();
      await setImmediate();
      expect(heard).to.deep.equal(['events']);
      await write('tokens');
      await write('media');
      await setImmediate();
      await setImmediate();
      expect(heard).to.deep.equal(['events', 'media']);
      end();
      end();
      await write('events');
      await setImmediate();
      await setImmediate();
      expect(heard).to.deep.equal(['events', 'media']);
    }),
  );

  it(
    'is not called back where a decision throws, and another in the same commit writes elsewhere',
    test(async ({ environment, write }) => {
      let heard = 0;
      environment.watch('events', () => (heard += 1));
      const failing = environment.write(() => {
        throw new TypeError('a defect');
      });
      await Promise.all([rejection(failing), write('tokens')]);
      await setImmediate();
      await setImmediate();
      expect(heard).to.equal(0);
    }),
  );

  it(
    'can read what was committed when it is called',
    test(async ({ environment, put }) => {
      const table = environment.table<number, number>({ name: 'events', codec: t.number, show: String });
      const read = new Promise<number | undefined>((resolve) => {
        environment.watch('events', () => resolve(table.get(7)));
      });
      await right(environment.write(() => ({ answer: undefined, writes: [put('events', 7)] })));
      expect(await read).to.equal(7);
    }),
  );
});
