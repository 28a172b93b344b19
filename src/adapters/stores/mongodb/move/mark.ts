import { randomBytes } from 'node:crypto';
import { MongoServerError } from 'mongodb';
import { type Arrived, type Kind } from '../../migration.js';
import { collectionNames } from '../database/collections.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { equal, unlessDuplicate } from '../database/documents.js';
import { StoreFault } from '../../shared/store-fault.js';
import { DatabaseUnusable } from '../database/faults.js';
import { findFormat } from '../upgrade/format-document.js';

/** The store that a database is filled from. */
export interface MoveSource {
  /** Its name for this move. */
  readonly store: string;
  /** The name of the copy: what another one brought is not right any more. */
  readonly copy: string;
  /** The move after which it was taken out of use; null if it is still in use. */
  readonly movedIn: string | null;
}

/** The mark of a database that is being filled, or was. */
export interface MoveMark {
  /** The name of the move. */
  readonly id: string;
  readonly isFinished: boolean;
  /** How far each kind came. */
  readonly arrived: Partial<Readonly<Record<Kind, Arrived>>>;
}

const ID = { _id: 'move' } as const;

const findMark = (database: Database): Promise<AnyDocument | null> =>
  database.within(database.collection('settings').findOne(equal(ID)));

/** Throws `DatabaseUnusable` if a move was begun and did not end, so that the database is incomplete. */
export const refuseHalfMoved = async (database: Database): Promise<void> => {
  const mark = await findMark(database);
  if (mark !== null && mark['finished'] !== true)
    throw new DatabaseUnusable({ _tag: 'HalfMoved', database: database.name });
};

/**
 * Marks a database as being filled, so that no server uses it before it is complete, or goes on with an earlier try.
 * Null: the source has moved elsewhere. Throws `DatabaseUnusable` if there is anything that is not from this source.
 */
export const beginMove = async (database: Database, source: MoveSource): Promise<MoveMark | null> => {
  const settings = database.collection('settings');
  const found = await findMark(database);
  if (source.movedIn !== null && found?.['id'] !== source.movedIn) return null;
  if (found === null) {
    const made = { ...ID, id: randomBytes(16).toString('hex'), from: source.store, copy: source.copy };
    await unlessDuplicate(database, settings.insertOne({ ...made, isAlone: false, finished: false, arrived: {} }));
    return beginMove(database, source);
  }
  if (found['from'] !== source.store || (found['finished'] === true && source.movedIn === null))
    throw notEmpty(database);
  if (found['isAlone'] !== true) await refuseUsed(database);
  if (found['copy'] !== source.copy) {
    await removeAll(database);
    await database.within(settings.updateOne(equal(ID), { $set: { copy: source.copy, arrived: {} } }));
    return beginMove(database, source);
  }
  const arrived = (found['arrived'] ?? {}) as MoveMark['arrived'];
  return { id: String(found['id']), isFinished: found['finished'] === true, arrived };
};

const notEmpty = (database: Database) => new DatabaseUnusable({ _tag: 'NotEmpty', database: database.name });

/**
 * A server writes the format first and then looks for the mark; here it is the other way round. So a server that starts
 * at the same moment is noticed, or notices.
 */
const refuseUsed = async (database: Database): Promise<void> => {
  const settings = database.collection('settings');
  const used = (await findFormat(database)) ?? (await database.within(database.collection('accounts').findOne({})));
  if (used === null) return void (await database.within(settings.updateOne(equal(ID), { $set: { isAlone: true } })));
  await database.within(settings.deleteOne(equal(ID)));
  throw notEmpty(database);
};

/** NamespaceNotFound, and its text, for servers that give no code. */
const NO_SUCH_COLLECTION: readonly unknown[] = [26, 'ns not found'];

/** Removes what an earlier copy brought. No server uses the database, and what it says of itself stays. */
const removeAll = async (database: Database): Promise<void> => {
  for (const name of collectionNames)
    try {
      await database.within(database.collection(name).drop());
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
};

/** Some servers refuse to drop what is not there. */
const isMissing = (error: unknown): boolean => {
  const cause = error instanceof StoreFault ? error.cause : null;
  return (
    cause instanceof MongoServerError && [cause.code, cause.message].some((one) => NO_SUCH_COLLECTION.includes(one))
  );
};

/** Records how far a kind has arrived. */
export const noteArrived = async (database: Database, kind: Kind, arrived: Arrived): Promise<void> => {
  const change = { $set: { [`arrived.${kind}`]: arrived } };
  await database.within(database.collection('settings').updateOne(equal(ID), change));
};

/** From now on servers may use the database. */
export const endMove = async (database: Database): Promise<void> => {
  await database.within(database.collection('settings').updateOne(equal(ID), { $set: { finished: true } }));
};
