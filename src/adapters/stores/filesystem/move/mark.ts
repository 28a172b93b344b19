import * as t from 'io-ts';
import { randomBytes } from 'node:crypto';
import { type Stored } from '../../../../domain/ports/store.js';
import { orThrow } from '../../../../kit/or-throw.js';
import { literals, nullable, strict } from '../../records/codecs.js';
import { StoreFault } from '../../shared/store-fault.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord, RecordsUnusable } from '../lmdb/faults.js';
import { type Table, type Write } from '../lmdb/table.js';

/** Where a store stands on its way into a database. It lies in the store itself, so that each copy of it has it. */
export interface MoveMark {
  /** The name by which the database knows this store. */
  readonly store: string;
  /** The name of the copy that was begun last. What another copy brought into the database is not right any more. */
  readonly copy: string;
  /** `changed`: some content of the store was written since this copy was begun. `moved`: the store is out of use. */
  readonly state: 'copying' | 'changed' | 'moved';
  /** The database that has everything: its own name for the move, and its hosts and name; null until then. */
  readonly target: string | null;
  readonly to: string | null;
}

const mark = strict<MoveMark>('move', {
  store: t.string,
  copy: t.string,
  state: literals('state', ['copying', 'changed', 'moved']),
  target: nullable(t.string),
  to: nullable(t.string),
});

const moveTable = (environment: Environment): Table<'move', MoveMark> =>
  environment.table<'move', MoveMark>({ name: 'move', codec: mark, show: String, remember: 1 });

const markIn = (file: string, table: Table<'move', MoveMark>): MoveMark | null => {
  try {
    return table.get('move') ?? null;
  } catch (error) {
    throw error instanceof CorruptRecord ? new RecordsUnusable({ _tag: 'MoveDamaged', file }) : error;
  }
};

const refuseIfMoved = (file: string, found: MoveMark | null): void => {
  if (found?.state === 'moved') throw new RecordsUnusable({ _tag: 'MovedAway', file, to: found.to });
};

/**
 * From now on a transaction that changes the content of the store ends the copy that is being made of it, and none
 * changes a store that has moved away: it throws `RecordsUnusable`.
 */
export const guardMove = (environment: Environment): void => {
  const table = moveTable(environment);
  environment.beforeWrites((isContent) => guarding(environment.file, table, isContent));
};

/**
 * The same for a server that runs: a store that moves away from under it is one that cannot be used now, so that callers
 * get 503. Returns whether it is still there.
 */
export const guardServed = (environment: Environment): Stored<void> => {
  const { file } = environment;
  const table = moveTable(environment);
  environment.beforeWrites((isContent) => asFault(() => guarding(file, table, isContent)));
  return environment.read(() => asFault(() => refuseIfMoved(file, markIn(file, table))));
};

const guarding = (file: string, table: Table<'move', MoveMark>, isContent: boolean): readonly Write[] => {
  const found = markIn(file, table);
  refuseIfMoved(file, found);
  return isContent && found?.state === 'copying' ? [table.put('move', { ...found, state: 'changed' })] : [];
};

const asFault = <A>(work: () => A): A => {
  try {
    return work();
  } catch (error) {
    throw error instanceof RecordsUnusable ? new StoreFault(error) : error;
  }
};

/** Throws `RecordsUnusable` if the store has moved away. */
export const refuseMovedAway = async (environment: Environment): Promise<void> => {
  const table = moveTable(environment);
  await orThrow(environment.read(() => refuseIfMoved(environment.file, markIn(environment.file, table))));
};

/** A copy that is being made of the store. */
export interface Copying {
  /** The mark as the copy found it. A store that has moved away keeps its mark. */
  readonly mark: MoveMark;
  /** Whether the store is still as it was when the copy was begun. */
  readonly isCurrent: () => Promise<boolean>;
  /** Takes the store out of use, if it is still as it was. From now on everything is in the database `to`. */
  readonly moveAway: (target: string, to: string) => Promise<boolean>;
}

/** Begins a copy of the store, or goes on with the last one if nothing was written since. Throws if the store fails. */
export const beginCopy = async (environment: Environment): Promise<Copying> => {
  const table = moveTable(environment);
  const current = (): MoveMark | null => markIn(environment.file, table);
  const begun = await orThrow(
    environment.write(() => {
      const found = current();
      const answer = nextCopy(found);
      return { answer, writes: answer === found ? [] : [table.put('move', answer)] };
    }),
  );
  const isSame = (found: MoveMark | null): boolean => found?.copy === begun.copy && found.state !== 'changed';
  return {
    mark: begun,
    isCurrent: () => orThrow(environment.read(() => isSame(current()))),
    moveAway: (target, to) =>
      orThrow(
        environment.write(() => {
          const answer = isSame(current());
          return { answer, writes: answer ? [table.put('move', { ...begun, state: 'moved', target, to })] : [] };
        }),
      ),
  };
};

/** Random names, since folders that were copied go on apart from each other. */
const newName = (): string => randomBytes(16).toString('hex');

const nextCopy = (found: MoveMark | null): MoveMark => {
  if (found === null) return { store: newName(), copy: newName(), state: 'copying', target: null, to: null };
  return found.state === 'changed' ? { ...found, copy: newName(), state: 'copying' } : found;
};
