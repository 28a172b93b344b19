import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { checkOf, hasOwnCheck, type KeyChecks } from '../../shared/sealing/store-keys.js';
import { counted } from './answers.js';
import { type Database } from './database.js';
import { equal, unlessDuplicate } from './documents.js';

/** The document of the check values: `check` is the first one, `otherChecks` has the others. */
const ID = 'encryption';

export const readChecks = async (database: Database): Promise<KeyChecks> => {
  const found = await database.within(database.collection('settings').findOne(equal({ _id: ID })));
  if (found === null) return [];
  const others: unknown = found['otherChecks'];
  return [found['check'], ...(Array.isArray(others) ? (others as readonly unknown[]) : [])].map(String);
};

/** Replaces the check values. False if they are no longer the `before` ones: another process has changed them. */
const replaceChecks = async (database: Database, before: KeyChecks, after: KeyChecks): Promise<boolean> => {
  const settings = database.collection('settings');
  const [check, ...otherChecks] = after;
  if (before.length === 0) return unlessDuplicate(database, settings.insertOne({ _id: ID, check, otherChecks }));
  const [first, ...others] = before;
  const isBefore = others.length === 0 ? { 'otherChecks.0': { $exists: false } } : { otherChecks: { $eq: others } };
  const changed = await database.within(
    settings.updateOne({ _id: ID, check: { $eq: first }, ...isBefore }, { $set: { check, otherChecks } }),
  );
  return counted(changed.matchedCount, 'update of settings') === 1;
};

/** Adds the first check value. Does nothing if there is one already. */
export const addFirstCheck = async (database: Database, sealer: Sealer): Promise<void> =>
  void (await replaceChecks(database, [], [checkOf(sealer)]));

/** Adds the check value of the key that seals, if it is missing. */
export const addOwnCheck = async (database: Database, sealer: Sealer): Promise<void> => {
  if (!sealer.sealing) return;
  const checks = await readChecks(database);
  if (hasOwnCheck(checks, sealer)) return;
  if (!(await replaceChecks(database, checks, [...checks, checkOf(sealer)]))) await addOwnCheck(database, sealer);
};

/** Removes the check values of all other keys. False if the values have changed since `checks` was read. */
export const keepOwnCheck = (database: Database, sealer: Sealer, checks: KeyChecks): Promise<boolean> =>
  replaceChecks(database, checks, [checkOf(sealer)]);

/**
 * A write that seals something. The check value is there before it, so that a process that is killed leaves nothing
 * that no check value stands for, and after it, because a server may have removed the value in between.
 */
export const sealing = async <A>(database: Database, sealer: Sealer, write: () => Promise<A>): Promise<A> => {
  await addOwnCheck(database, sealer);
  const written = await write();
  await addOwnCheck(database, sealer);
  return written;
};
