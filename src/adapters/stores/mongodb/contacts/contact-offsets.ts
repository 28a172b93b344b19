import { type Database } from '../database/database.js';
import { equal } from '../database/documents.js';

/** The document of an account's offset, among the counters. A move writes it. */
export const nameOfOffset = (account: number): string => `contact offset of ${account}`;

/**
 * How far the ids of an account's contacts are above their ordinals; 0 if no restore has raised them. Only a move into
 * the database writes an offset, and no node runs on it meanwhile. So each node reads it once.
 */
export const contactOffsets = (database: Database): ((account: number) => Promise<number>) => {
  const counters = database.collection('counters');
  const known = new Map<number, number>();
  return async (account) => {
    const seen = known.get(account);
    if (seen !== undefined) return seen;
    const found = await database.within(counters.findOne(equal({ _id: nameOfOffset(account) })));
    const last: unknown = found?.['last'];
    const offset = typeof last === 'number' ? last : 0;
    known.set(account, offset);
    return offset;
  };
};
