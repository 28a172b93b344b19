import { type TableName } from './table-names.js';

/** Who wants to know when this process has written into a table. */
export interface TableWatch {
  /** Returns how to end it. */
  readonly add: (table: TableName, listener: () => void) => () => void;
  /** Begins to note the tables of one transaction. It returns how to end that, which gives those that are watched. */
  readonly begin: () => () => ReadonlySet<TableName>;
  /** Notes that the running transaction writes into a table. */
  readonly note: (table: TableName) => void;
  /** Calls back those who watch these tables, which are committed: soon, and once for several calls. */
  readonly tell: (tables: ReadonlySet<TableName>) => void;
}

const nothing: ReadonlySet<TableName> = new Set();

export const tableWatch = (): TableWatch => {
  const listeners = new Map<TableName, Set<() => void>>();
  let noted: Set<TableName> | null = null;
  const due = new Set<TableName>();

  const callBack = (): void => {
    const tables = [...due];
    due.clear();
    for (const table of tables) for (const listener of listeners.get(table) ?? []) listener();
  };

  return {
    add: (table, listener) => {
      const own = (): void => listener();
      const all = listeners.get(table) ?? new Set();
      listeners.set(table, all.add(own));
      return () => {
        all.delete(own);
        if (all.size === 0 && listeners.get(table) === all) listeners.delete(table);
      };
    },
    begin: () => {
      noted = null;
      return () => {
        const tables = noted ?? nothing;
        noted = null;
        return tables;
      };
    },
    note: (table) => {
      if (listeners.has(table)) (noted ??= new Set()).add(table);
    },
    tell: (tables) => {
      if (tables.size === 0) return;
      if (due.size === 0) setImmediate(callBack);
      for (const table of tables) due.add(table);
    },
  };
};
