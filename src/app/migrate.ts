import { type Kind, kinds, type MoveFrom, type MoveTo } from '../adapters/stores/migration.js';
import { orThrow } from '../kit/or-throw.js';

/** How many records of a kind were moved, and how many arrived. */
export interface Moved {
  readonly kind: Kind;
  readonly moved: number;
  readonly arrived: number;
}

/** Called with the progress of one kind. `total` is the count of the source when the kind was begun. */
export type Watch = (kind: Kind, done: number, total: number) => void;

/**
 * Copies everything from one store into another, and counts at the end what arrived. It may be repeated after an
 * interruption. Throws `Stopped` if a store fails.
 */
export const moveStore = async (from: MoveFrom, to: MoveTo, watch: Watch): Promise<readonly Moved[]> => {
  const moved: Moved[] = [];
  for (const kind of kinds) moved.push(await moveKind(kind, from, to, watch));
  return moved;
};

const moveKind = async <K extends Kind>(kind: K, from: MoveFrom, to: MoveTo, watch: Watch): Promise<Moved> => {
  const source: MoveFrom[K] = from[kind];
  const target: MoveTo[K] = to[kind];
  const total = await orThrow(source.count);
  let done = 0;
  watch(kind, done, total);
  for await (const { items, count } of source.all()) {
    await orThrow(target.put(items as never));
    done += count;
    watch(kind, done, total);
  }
  return { kind, moved: done, arrived: await orThrow(target.count) };
};
