import { type Environment } from '../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type Key, type Table, type TableSpec } from '../../../../src/adapters/stores/filesystem/lmdb/table.js';

/** The same environment; `count` is called with how many records or keys each read gives. */
export const counting = (environment: Environment, count: (read: number) => void): Environment => ({
  ...environment,
  table: <K extends Key, A>(spec: TableSpec<K, A>): Table<K, A> => {
    const table = environment.table(spec);
    const counted =
      <Args extends readonly unknown[], R>(read: (...args: Args) => R) =>
      (...args: Args): R => {
        const answer = read(...args);
        count(Array.isArray(answer) ? Math.max(answer.length, 1) : 1);
        return answer;
      };
    return {
      ...table,
      get: counted(table.get),
      has: counted(table.has),
      keys: counted(table.keys),
      entries: counted(table.entries),
    };
  },
});
