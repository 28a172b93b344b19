import { MongoServerError } from 'mongodb';
import { type MongodbPart } from './upgrade.js';
import { PATIENCE } from '../database/deadline.js';

/** IndexNotFound, and NamespaceNotFound. */
const NOT_THERE: readonly unknown[] = [27, 26];

/** A part that drops an index, if it is there: another takes its place, and each costs every write. */
export const dropIndex =
  (collection: string, name: string): MongodbPart =>
  ({ database }) =>
  async () => {
    const dropping = database.collection(collection).dropIndex(name);
    await database.within(dropping.catch(unlessMissing), PATIENCE);
    return { after: null, count: 0, damaged: [] };
  };

const unlessMissing = (error: unknown): void => {
  if (!(error instanceof MongoServerError) || !NOT_THERE.includes(error.code)) throw error;
};
