import { orThrow } from '../../../../kit/or-throw.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { version } from '../../../../kit/version.js';
import { runSteps, type UpgradableStore } from '../../shared/upgrade/run-steps.js';
import { type Upgrading } from '../../shared/upgrade/upgrading.js';
import { finishedFormat, type Standing } from '../../shared/upgrade/standing.js';
import { type Batch, placeBehind, type Step } from '../../shared/upgrade/step.js';
import { type Decision, type Environment } from '../lmdb/environment.js';
import { type Key } from '../lmdb/table.js';
import { type FormatTables, formatTables } from './format-records.js';

/** What the parts of a step use. */
export interface PartStore {
  readonly environment: Environment;
  readonly sealer: Sealer;
}

/**
 * One part of a step: decides the batch after a key. Its writes and its place are one transaction. The decision is
 * synchronous, so a batch has to be short: see `eachRecord`.
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
        return orThrow(
          environment.write(() => {
            const { answer, writes } = decide(place.after);
            const next = placeBehind(place, answer);
            return { answer: { ...answer, next }, writes: [...writes, tables.putPlace(next)] };
          }),
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

const standingOf = (tables: FormatTables): Standing<Key> => {
  const standing = tables.standing();
  if (standing === null) throw new TypeError('the store has no format yet');
  return standing;
};
