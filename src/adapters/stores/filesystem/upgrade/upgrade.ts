import * as TE from 'fp-ts/lib/TaskEither.js';
import { orThrow } from '../../../../kit/or-throw.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { type Instant } from '../../../../domain/model/time.js';
import { version } from '../../../../kit/version.js';
import { runSteps, type UpgradableStore } from '../../shared/upgrade/run-steps.js';
import { type Upgrading } from '../../shared/upgrade/upgrading.js';
import { finishedFormat, type Standing } from '../../shared/upgrade/standing.js';
import { type Batch, type Place, placeBehind, type Step } from '../../shared/upgrade/step.js';
import { type Decision } from '../lmdb/decision.js';
import { type Environment } from '../lmdb/environment.js';
import { writeSlice } from '../lmdb/slices.js';
import { type Key } from '../lmdb/table.js';
import { type FormatTables, formatTables } from './format-records.js';

/** What the parts of a step use. */
export interface PartStore {
  readonly environment: Environment;
  readonly sealer: Sealer;
  /** How long one transaction of a step may hold the event loop, in milliseconds; default: `SLICE`. */
  readonly slice?: number;
  /** Default: the time of day. */
  readonly now?: () => Instant;
}

/**
 * One part of a step: decides the batch after a key. Its writes and its place are one transaction, with as many more
 * batches as a slice of time has room for. So a batch is short: see `eachRecord`.
 */
export type FilesystemPart = (store: PartStore) => (after: Key | null) => Decision<Batch<Key>>;
export type FilesystemStep = Step<FilesystemPart>;

/** Upgrades a store whose server lock this process holds. Throws if the store fails; the next start continues. */
export const upgradeFilesystem = (
  store: PartStore,
  steps: readonly FilesystemStep[],
  upgrading: Upgrading,
): Promise<'done' | 'stopped'> => runSteps(upgradable(store), steps, upgrading);

const upgradable = (store: PartStore): UpgradableStore<FilesystemPart, Key> => {
  const { environment } = store;
  const tables = formatTables(environment);
  return {
    finished: () => orThrow(environment.read(() => finishedFormat(standingOf(tables)))),
    begin: async (to) => ({
      place: await orThrow(
        environment.write(() => {
          const { unfinished } = standingOf(tables);
          const place = unfinished ?? { part: 0, after: null };
          return {
            answer: place,
            writes: unfinished === null ? tables.put({ format: to, version, unfinished: place }) : [],
          };
        }),
      ),
      batch: (part, place) => {
        const decide = part(store);
        const decideNext = (from: Place<Key>): Decision<Done> => {
          const { answer, writes } = decide(from.after);
          const next = placeBehind(from, answer);
          return { answer: { ...answer, next }, writes: [...writes, tables.putPlace(next)] };
        };
        return orThrow(
          TE.map(joined)(
            writeSlice(
              environment,
              (last) => decideNext(last?.next ?? place),
              ({ after }) => after === null,
              store.slice,
            ),
          ),
        );
      },
      finish: () =>
        orThrow(
          environment.write(() => ({
            answer: undefined,
            writes: tables.put({ format: to, version, unfinished: null }),
          })),
        ),
      // The place is stored, and the next server of the folder continues from it.
      pause: async () => undefined,
    }),
  };
};

type Done = Batch<Key> & { readonly next: Place<Key> };

/** The batches of one slice as one. */
const joined = (batches: readonly [Done, ...Done[]]): Done => {
  const last = batches.at(-1) ?? batches[0];
  return {
    ...last,
    count: batches.reduce((sum, { count }) => sum + count, 0),
    damaged: batches.flatMap(({ damaged }) => damaged),
    notes: batches.flatMap(({ notes = [] }) => notes),
  };
};

const standingOf = (tables: FormatTables): Standing<Key> => {
  const standing = tables.standing();
  if (standing === null) throw new TypeError('the store has no format yet');
  return standing;
};
