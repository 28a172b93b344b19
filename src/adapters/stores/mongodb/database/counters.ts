import { StoreFault } from '../../shared/store-fault.js';
import { isCount } from './answers.js';
import { type Database } from './database.js';
import { isDuplicate, OddAnswer } from './faults.js';
import { equal } from './documents.js';

/** Counts up under a name. It returns each number once. Gaps are harmless. */
export type Counter = (name: string) => Promise<number>;

/** How many answers without a number are passed over. */
const TRIES = 3;

export const counters = (database: Database): Counter => {
  const collection = database.collection('counters');
  const count = async (name: string, tries: number): Promise<number> => {
    try {
      const step = { $inc: { last: 1 } };
      const found = await database.within(
        collection.findOneAndUpdate(equal({ _id: name }), step, { upsert: true, returnDocument: 'after' }),
      );
      const last: unknown = found?.['last'];
      if (isCount(last)) return last;
    } catch (error) {
      // Two callers began the same counter at once, and the other one created it.
      if (isDuplicate(error)) return count(name, tries);
      throw error;
    }
    // Some servers answer null to an upsert that inserts. Counting on leaves a gap, and uses no number twice.
    if (tries === 1) throw new StoreFault(new OddAnswer('findAndModify of counters'));
    return count(name, tries - 1);
  };
  return (name) => count(name, TRIES);
};
