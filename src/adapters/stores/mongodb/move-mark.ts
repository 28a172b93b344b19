import { type Database } from './database/database.js';
import { equal, unlessDuplicate } from './database/documents.js';
import { DatabaseUnusable } from './database/faults.js';

/** The mark of a database that is being filled from another store. */
interface MoveMark {
  readonly from: string;
  readonly finished: boolean;
}

const findMark = async (database: Database): Promise<MoveMark | null> => {
  const found = await database.within(database.collection('settings').findOne(equal({ _id: 'move' })));
  return found === null ? null : { from: String(found['from']), finished: found['finished'] === true };
};

/** Throws `DatabaseUnusable` if a move was begun and did not end, so that the database is incomplete. */
export const refuseHalfMoved = async (database: Database): Promise<void> => {
  const mark = await findMark(database);
  if (mark?.finished === false) throw new DatabaseUnusable({ _tag: 'HalfMoved', database: database.name });
};

/**
 * Marks a database as being filled, so that no server uses it before it is complete. Throws `DatabaseUnusable` if it
 * contains anything that is not from an earlier try of the same move.
 */
export const beginMove = async (database: Database, from: string): Promise<void> => {
  const mark = await findMark(database);
  if (mark !== null && !mark.finished && mark.from === from) return;
  const isEmpty = (await database.within(database.collection('accounts').findOne({}))) === null;
  const mine = { _id: 'move', from, finished: false };
  if (mark === null && isEmpty && (await unlessDuplicate(database, database.collection('settings').insertOne(mine))))
    return;
  throw new DatabaseUnusable({ _tag: 'NotEmpty', database: database.name });
};

export const endMove = async (database: Database): Promise<void> => {
  const settings = database.collection('settings');
  await database.within(settings.updateOne(equal({ _id: 'move' }), { $set: { finished: true } }));
};
