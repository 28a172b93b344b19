import { type Document } from 'mongodb';
import { type Database } from '../database/database.js';
import { equal, type Fields, present } from '../database/documents.js';
import { insertUnordered } from '../database/insert-unordered.js';
import { PlaceTaken } from './repeat.js';

/** A document, and the fields under which it is found. */
export interface Placed {
  readonly at: Fields;
  readonly document: Document;
}

/**
 * Inserts documents that an earlier try of the same copy may have inserted already. Returns the places of those that a
 * unique index refused. Throws `StoreFault`.
 */
export const insertAll = async (
  database: Database,
  name: string,
  placed: readonly Placed[],
): Promise<readonly Fields[]> => {
  // The driver adds its ids to what it inserts.
  const documents = placed.map(({ at, document }) => present({ revision: 0, ...at, ...document }));
  return (await insertUnordered(database, name, documents)).map((index) => placed[index]?.at ?? {});
};

/** Throws `PlaceTaken` if there is no document at one of these places: another one took it. Throws `StoreFault`. */
export const expectThere = async (database: Database, name: string, places: readonly Fields[]): Promise<void> => {
  if (places.length === 0) return;
  const found = await database.within(database.collection(name).countDocuments({ $or: [...filtersOf(places)] }));
  if (found !== places.length) throw new PlaceTaken(name);
};

/** One filter for all places that differ in their last field only, so that a batch of one account is one look-up. */
const filtersOf = (places: readonly Fields[]): readonly Document[] => {
  const groups = new Map<string, { readonly rest: Fields; readonly field: string; readonly values: unknown[] }>();
  for (const place of places) {
    const fields = Object.entries(place);
    const [field, value] = fields.at(-1) ?? ['', null];
    const rest = Object.fromEntries(fields.slice(0, -1));
    const group = groups.get(JSON.stringify(rest)) ?? { rest, field, values: [] };
    group.values.push(value);
    groups.set(JSON.stringify(rest), group);
  }
  return [...groups.values()].map(({ rest, field, values }) => ({ ...equal(rest), [field]: { $in: values } }));
};
