import { type Document, MongoBulkWriteError } from 'mongodb';
import { StoreFault } from '../../shared/store-fault.js';
import { type Database } from './database.js';
import { isDuplicate } from './faults.js';

/** Inserts documents in any order. Returns the indexes of those that a unique index refused. Throws `StoreFault`. */
export const insertUnordered = async (
  { collection, within }: Database,
  name: string,
  documents: readonly Document[],
  patience?: number,
): Promise<readonly number[]> => {
  if (documents.length === 0) return [];
  try {
    await within(collection(name).insertMany(documents as never[], { ordered: false }), patience);
    return [];
  } catch (error) {
    return refusedIn(error);
  }
};

/** The documents that a unique index refused, if nothing else went wrong. */
const refusedIn = (error: unknown): readonly number[] => {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const faults = [error.writeErrors].flat();
  const isAll = faults.length > 0 && faults.every(({ code }) => code === DUPLICATE_KEY);
  if (isDuplicate(error) && isAll && error.result.getWriteConcernError() === undefined)
    return faults.map(({ index }) => index);
  throw new StoreFault(error);
};

const DUPLICATE_KEY = 11_000;
