import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { runSteps, type UpgradableStore } from '../../shared/upgrade/run-steps.js';
import { type Upgrading } from '../../shared/upgrade/upgrading.js';
import { finishedFormat } from '../../shared/upgrade/standing.js';
import { type Batch, placeBehind, type Step } from '../../shared/upgrade/step.js';
import { type Database } from '../database/database.js';
import { type DocumentKey, findStanding } from './format-document.js';
import { holdStep } from './hold-step.js';

/** What the parts of a step use. */
export interface PartStore {
  readonly database: Database;
  readonly sealer: Sealer;
  /** The format that the step leads to. */
  readonly to: number;
}

/**
 * One part of a step: does the batch after a key. A batch may be done twice, also by two nodes at once, and must have
 * the same result: see `eachDocument`.
 */
export type MongodbPart = (store: PartStore) => (after: DocumentKey | null) => Promise<Batch<DocumentKey>>;
export type MongodbStep = Step<MongodbPart>;

/** Upgrades a database, together with other starting nodes. Throws if it fails; the next start continues. */
export const upgradeMongodb = (
  store: Omit<PartStore, 'to'>,
  steps: readonly MongodbStep[],
  upgrading: Upgrading,
): Promise<'done' | 'stopped'> => runSteps(upgradable(store, upgrading), steps, upgrading);

const upgradable = (store: Omit<PartStore, 'to'>, upgrading: Upgrading): UpgradableStore<MongodbPart, DocumentKey> => ({
  finished: async () => {
    const standing = await findStanding(store.database);
    if (standing === null) throw new TypeError('the database has no format yet');
    return finishedFormat(standing);
  },
  begin: async (to) => {
    const hold = await holdStep(store.database, to, upgrading);
    if (hold === null) return null;
    return {
      place: hold.place,
      batch: async (part, place) => {
        const batch = await part({ ...store, to })(place.after);
        const next = placeBehind(place, batch);
        return (await hold.keep(next)) ? { ...batch, next } : null;
      },
      finish: hold.finish,
      pause: hold.release,
    };
  },
});
