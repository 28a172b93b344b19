import { type Document, MongoBulkWriteError } from 'mongodb';
import { StoreFault } from '../../shared/store-fault.js';
import { type Database } from '../database/database.js';
import { equal, type Fields, present } from '../database/documents.js';
import { isDuplicate } from '../database/faults.js';
import { PlaceTaken } from './repeat.js';

/** A document, and the fields under which it is found. */
export interface Placed {
  readonly at: Fields;
  readonly document: Document;
}

/**
 * Inserts documents that an earlier try of the same copy may have inserted already. Throws `PlaceTaken` if a unique
 * index refuses one that is not there, and `StoreFault`.
 */
export const putAll = async (database: Database, name: string, placed: readonly Placed[]): Promise<void> => {
  if (placed.length === 0) return;
  const collection = database.collection(name);
  // The driver adds its ids to what it inserts.
  const documents = placed.map(({ at, document }) => present({ revision: 0, ...at, ...document }));
  try {
    await database.within(collection.insertMany(documents as never[], { ordered: false }));
  } catch (error) {
    const refused = refusedPlaces(error).map((index) => equal(placed[index]?.at ?? {}));
    const found = await database.within(collection.countDocuments({ $or: refused }));
    if (found !== refused.length) throw new PlaceTaken(name);
  }
};

/** The documents that a unique index refused, if nothing else went wrong. */
const refusedPlaces = (error: unknown): readonly number[] => {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const faults = [error.writeErrors].flat();
  const isAll = faults.length > 0 && faults.every(({ code }) => code === DUPLICATE_KEY);
  if (isDuplicate(error) && isAll && error.result.getWriteConcernError() === undefined)
    return faults.map(({ index }) => index);
  throw new StoreFault(error);
};

const DUPLICATE_KEY = 11_000;
