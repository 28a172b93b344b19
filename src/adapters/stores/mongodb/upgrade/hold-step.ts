import { randomBytes } from 'node:crypto';
import { type Filter } from 'mongodb';
import { version } from '../../../../kit/version.js';
import { type Upgrading } from '../../shared/upgrade/upgrading.js';
import { finishedFormat } from '../../shared/upgrade/standing.js';
import { type Place } from '../../shared/upgrade/step.js';
import { counted } from '../database/answers.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { equal } from '../database/documents.js';
import { type DocumentKey, findStanding, type StoredStanding, type UnfinishedStep } from './format-document.js';
import { PATIENCE } from '../database/deadline.js';

/** How often a holder shows that it lives, and how often others check, in milliseconds. */
const BEAT = 1_000;
/** A holder without a beat for this long is dead, in milliseconds. Each node uses its own monotonic clock. */
const DEAD_AFTER = 15_000;

/** The lock on a step, held by the node that runs it. */
export interface StepHold {
  readonly place: Place<DocumentKey>;
  /** False if another node has taken the step over. */
  readonly keep: (place: Place<DocumentKey>) => Promise<boolean>;
  readonly finish: () => Promise<void>;
  readonly release: () => Promise<void>;
}

/**
 * Takes the lock on the step to a format. One of several nodes holds it, and shows by its beat that it lives. The
 * others wait, and one of them continues if the holder is dead. Null: the step is done, or `stopping` was aborted.
 */
export const holdStep = async (database: Database, to: number, upgrading: Upgrading): Promise<StepHold | null> => {
  const { log, stopping, time } = upgrading;
  const settings = database.collection('settings');
  const name = randomBytes(8).toString('hex');
  let seen: { readonly beat: string; readonly at: number } | null = null;

  const change = async (filter: Filter<AnyDocument>, update: object): Promise<boolean> => {
    const done = settings.updateOne({ ...equal({ _id: 'format' }), ...filter }, update);
    return counted((await database.within(done, PATIENCE)).matchedCount, 'update of settings') === 1;
  };
  const begin = async (): Promise<Place<DocumentKey> | null> => {
    const place = { part: 0, after: null };
    const isBegun = await change(equal({ number: to - 1, upgrade: null }), {
      $set: { number: to, version, upgrade: { ...place, holder: name, beat: 0 } },
    });
    return isBegun ? place : null;
  };
  const takeOver = async ({ holder, beat, part, after }: UnfinishedStep): Promise<Place<DocumentKey> | null> => {
    const isTaken = await change(equal({ number: to, 'upgrade.holder': holder, 'upgrade.beat': beat }), {
      $set: { 'upgrade.holder': name },
      $inc: { 'upgrade.beat': 1 },
    });
    return isTaken ? { part, after } : null;
  };
  const isDead = ({ holder, beat }: UnfinishedStep): boolean => {
    if (holder === null) return true;
    const shown = `${holder} ${beat}`;
    if (seen?.beat === shown) return time.now() - seen.at > DEAD_AFTER;
    if (seen === null) log.info({ format: to }, 'another node upgrades the store; waiting for it');
    seen = { beat: shown, at: time.now() };
    return false;
  };
  const tryToTake = ({ format, unfinished }: StoredStanding): Promise<Place<DocumentKey> | null> => {
    if (unfinished === null) return format < to ? begin() : Promise.resolve(null);
    return isDead(unfinished) ? takeOver(unfinished) : Promise.resolve(null);
  };

  try {
    while (!stopping.aborted) {
      const standing = await findStanding(database);
      if (standing === null || finishedFormat(standing) >= to) return null;
      const place = await tryToTake(standing);
      if (place !== null) return holdOf(database, to, name, place, upgrading);
      await pause(upgrading);
    }
    return null;
  } catch (error) {
    // The lock may be taken although the answer was lost. It is released, so that the next start need not wait for
    // `DEAD_AFTER`.
    await release(database, to, name).catch(() => undefined);
    throw error;
  }
};

const ofHolder = (to: number, name: string): Filter<AnyDocument> =>
  equal({ _id: 'format', number: to, 'upgrade.holder': name });

const release = async (database: Database, to: number, name: string): Promise<void> => {
  const released = { $set: { 'upgrade.holder': null } };
  await database.within(database.collection('settings').updateOne(ofHolder(to, name), released), PATIENCE);
};

const holdOf = (
  database: Database,
  to: number,
  name: string,
  place: Place<DocumentKey>,
  { time }: Upgrading,
): StepHold => {
  const settings = database.collection('settings');
  const mine = ofHolder(to, name);
  let stopTimer = (): void => undefined;
  const beat = (): void => {
    stopTimer = time.timer(BEAT, () => {
      // The next beat makes up for a missed one. Otherwise another node takes the step over.
      void settings.updateOne(mine, { $inc: { 'upgrade.beat': 1 } }).catch(() => undefined);
      beat();
    });
  };
  beat();
  return {
    place,
    keep: async ({ part, after }) => {
      const kept = settings.updateOne(mine, {
        $set: { 'upgrade.part': part, 'upgrade.after': after },
        $inc: { 'upgrade.beat': 1 },
      });
      const { matchedCount } = await database.within(kept, PATIENCE);
      const isMine = counted(matchedCount, 'update of settings') === 1;
      if (!isMine) stopTimer();
      return isMine;
    },
    finish: async () => {
      stopTimer();
      await database.within(settings.updateOne(mine, { $set: { version }, $unset: { upgrade: '' } }), PATIENCE);
    },
    release: async () => {
      stopTimer();
      await release(database, to, name);
    },
  };
};

/** Ends early if the upgrade has to stop. */
const pause = ({ time, stopping }: Upgrading): Promise<void> =>
  new Promise((resolve) => {
    if (stopping.aborted) return resolve();
    const end = (): void => {
      stopTimer();
      stopping.removeEventListener('abort', end);
      resolve();
    };
    const stopTimer = time.timer(BEAT, end);
    stopping.addEventListener('abort', end, { once: true });
  });
