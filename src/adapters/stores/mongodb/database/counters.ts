import { type Database } from './database.js';
import { isDuplicate } from './faults.js';
import { equal } from './documents.js';

/** Counts up under a name. It returns each number once. Gaps are harmless. */
export type Counter = (name: string) => Promise<number>;

export const counters = (database: Database): Counter => {
  const collection = database.collection('counters');
  const count: Counter = async (name) => {
    try {
      const step = { $inc: { last: 1 } };
      const counted = await database.within(
        collection.findOneAndUpdate(equal({ _id: name }), step, { upsert: true, returnDocument: 'after' }),
      );
      return counted?.['last'] as number;
    } catch (error) {
      // Two callers began the same counter at once, and the other one created it.
      if (isDuplicate(error)) return count(name);
      throw error;
    }
  };
  return count;
};
