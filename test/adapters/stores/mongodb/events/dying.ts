import { type Database } from '../../../../../src/adapters/stores/mongodb/database/database.js';

/** The process has died. */
export class Died extends Error {}

const writes = [
  'insertOne',
  'insertMany',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'bulkWrite',
];

export interface Dying {
  readonly database: Database;
  /** How many writes it has begun. */
  readonly writes: () => number;
}

/** The same database for a process that dies at a write, from 1, before the database does it or after. */
export const dyingAt = (database: Database, at: number, when: 'before' | 'after'): Dying => {
  let begun = 0;
  let isDead = false;
  const write = async (work: () => Promise<unknown>): Promise<unknown> => {
    begun += 1;
    if (isDead) throw new Died();
    if (begun !== at) return work();
    if (when === 'after') await work();
    isDead = true;
    throw new Died();
  };
  return {
    writes: () => begun,
    database: {
      ...database,
      collection: (name) =>
        new Proxy(database.collection(name), {
          get: (target, field) => {
            const member: unknown = Reflect.get(target, field, target);
            if (typeof member !== 'function') return member;
            const call = (...args: readonly unknown[]): unknown => Reflect.apply(member, target, args);
            return writes.includes(String(field))
              ? (...args: readonly unknown[]) => write(async () => call(...args))
              : call;
          },
        }),
      within: async (work, ...patience) => {
        const answer = await database.within(work, ...patience);
        if (isDead) throw new Died();
        return answer;
      },
    },
  };
};
