import { type Arrived, type Kind, kinds, type MoveFrom, type MoveTo } from '../adapters/stores/migration.js';
import { orThrow } from '../kit/or-throw.js';
import { isLeft } from 'fp-ts/lib/Either.js';
import { movedAway, RecordsUnusable } from '../adapters/stores/filesystem/lmdb/faults.js';
import { MediaUnusable } from '../adapters/stores/filesystem/media/paths.js';
import { openFilesystemSource } from '../adapters/stores/filesystem/move-source.js';
import { systemClock } from '../adapters/system/clock.js';
import { type Config } from './config.js';
import { SettingsFailure } from './settings-failure.js';
import { keysOf, loadMongodb, optionsOf, refuseNoStore, usable } from './stores.js';

/** A move from a data folder into a database. */
export interface Move {
  readonly from: MoveFrom;
  readonly to: MoveTo;
  /** Hosts and name of the database. */
  readonly target: string;
  /** Whether an earlier run has finished it. Then nothing is left to do. */
  readonly isFinished: boolean;
  /** Whether the data folder is still as it was when this copy was begun. */
  readonly isCurrent: () => Promise<boolean>;
  /** Lets the next run copy a kind from its first record. */
  readonly forget: (kind: Kind) => Promise<void>;
  /**
   * Takes the data folder out of use, and then puts the database into use: at no moment can both be served from. False:
   * something was written to the folder meanwhile, and the next run copies it from the beginning. Throws `Stopped`.
   */
  readonly finish: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** Opens both ends of a move. Throws a `SettingsFailure` if one cannot be used, or a server runs on the first. */
export const openMove = async (config: Config, url: string): Promise<Move> => {
  refuseNoStore(config);
  const { DATA_DIR } = config;
  const source = usable(openFilesystemSource(optionsOf(config), systemClock.now), RecordsUnusable);
  const opened = await usable(source, MediaUnusable);
  if (isLeft(opened)) throw new SettingsFailure([`DATA_DIR: a server runs on ${DATA_DIR}; stop it first`]);
  const { file, from, copying, close } = opened.right;
  const { store, copy, target: movedIn, to } = copying.mark;
  try {
    const { DatabaseUnusable, openMongodbTarget } = await loadMongodb();
    const opening = openMongodbTarget({ url, ...keysOf(config) }, { store, copy, movedIn }, systemClock.now);
    const target = await usable(opening, DatabaseUnusable);
    if (target === null) throw new SettingsFailure([movedAway(file, to)]);
    return {
      from,
      to: target.moveTo,
      target: target.name,
      isFinished: target.isFinished,
      isCurrent: copying.isCurrent,
      forget: (kind) => orThrow(target.forget(kind)),
      finish: async () => {
        const isMoved = await copying.moveAway(target.id, target.name);
        if (isMoved) await orThrow(target.finish);
        return isMoved;
      },
      close: async () => {
        await target.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
};

/** How many records of a kind were moved, and how many arrived. */
export interface Moved {
  readonly kind: Kind;
  readonly moved: number;
  readonly arrived: number;
}

/** Called with the progress of one kind: at first with what an earlier run moved. */
export type Watch = (kind: Kind, done: number, total: number) => void;

/** What a move came to. */
export type MoveResult =
  /** The database is in use from now on, or was already, and the data folder is not. */
  | { readonly _tag: 'Moved' | 'MovedBefore'; readonly counts: readonly Moved[] }
  /** The next run copies the kinds that are not whole again. */
  | { readonly _tag: 'NotWhole'; readonly counts: readonly Moved[]; readonly lost: readonly Kind[] }
  /** Something was written to the data folder. The next run begins at the first record. */
  | { readonly _tag: 'SourceChanged'; readonly counts: readonly Moved[] };

/**
 * Copies everything from one store into another, behind what an earlier run copied, and counts at the end what arrived.
 * It may be cut at any moment and repeated. Throws `Stopped` if a store fails: with a `TargetFault`, the target.
 */
export const moveStore = async (move: Move, watch: Watch): Promise<MoveResult> => {
  if (move.isFinished) return { _tag: 'MovedBefore', counts: kinds.map((kind) => countedBefore(kind, move.to)) };
  const copied: { readonly kind: Kind; readonly moved: number }[] = [];
  for (const kind of kinds) {
    copied.push({ kind, moved: await moveKind(kind, move, watch) });
    if (!(await move.isCurrent())) return { _tag: 'SourceChanged', counts: [] };
  }
  const counts: Moved[] = [];
  for (const { kind, moved } of copied) counts.push({ kind, moved, arrived: await orThrow(move.to[kind].count) });
  const lost = counts.filter(({ moved, arrived }) => moved !== arrived).map(({ kind }) => kind);
  for (const kind of lost) await move.forget(kind);
  if (lost.length > 0) return { _tag: 'NotWhole', counts, lost };
  return { _tag: (await move.finish()) ? 'Moved' : 'SourceChanged', counts };
};

const countedBefore = (kind: Kind, to: MoveTo): Moved => {
  const { count } = to[kind].arrived;
  return { kind, moved: count, arrived: count };
};

/** Copies the rest of a kind. Returns how many there are, with those of earlier runs. */
const moveKind = async <K extends Kind>(kind: K, { from, to, isCurrent }: Move, watch: Watch): Promise<number> => {
  const source: MoveFrom[K] = from[kind];
  const target: MoveTo[K] = to[kind];
  const total = await orThrow(source.count);
  let arrived: Arrived = target.arrived;
  const show = (): void => watch(kind, arrived.count, Math.max(arrived.count, total));
  show();
  if (arrived.isWhole) return arrived.count;
  for await (const { items, behind } of source.all(arrived.behind)) {
    const next = { count: arrived.count + items.length, behind, isWhole: false };
    await orThrow(target.put(items as never, next));
    arrived = next;
    show();
    if (!(await isCurrent())) return arrived.count;
  }
  await orThrow(target.put([], { ...arrived, isWhole: true }));
  return arrived.count;
};
