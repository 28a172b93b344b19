import { ObjectId } from 'mongodb';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { version } from '../../../../kit/version.js';
import { newestFormat } from '../../shared/upgrade/formats.js';
import { type FormatFault, isFormat, newerThan, type Standing } from '../../shared/upgrade/standing.js';
import { type Place, type Step } from '../../shared/upgrade/step.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { equal, unlessDuplicate } from '../database/documents.js';
import { DatabaseUnusable } from '../database/faults.js';

/** The `_id` of the last document that a step has done. */
export type DocumentKey = string | number | ObjectId;

/** An unfinished step, in the document of the format. */
export interface UnfinishedStep extends Place<DocumentKey> {
  /** The process that runs it; null if it was stopped. */
  readonly holder: string | null;
  /** The holder increments it while it lives. */
  readonly beat: number;
}

export interface StoredStanding extends Standing<DocumentKey> {
  readonly unfinished: UnfinishedStep | null;
}

const objectId = new t.Type<ObjectId, unknown>(
  'object id',
  (value): value is ObjectId => value instanceof ObjectId,
  (value, context) => (value instanceof ObjectId ? t.success(value) : t.failure(value, context)),
  t.identity,
);

const formatDocument = t.intersection([
  t.type({ number: t.number }),
  t.partial({
    version: t.string,
    upgrade: t.type({
      part: t.number,
      after: t.union([t.string, t.number, objectId, t.null]),
      holder: t.union([t.string, t.null]),
      beat: t.number,
    }),
  }),
]);

const refused = ({ name }: Database, fault: FormatFault): DatabaseUnusable =>
  new DatabaseUnusable({ _tag: 'FormatRefused', database: name, fault });

/** The document of the format, without decoding. Throws `StoreFault`. */
export const findFormat = (database: Database): Promise<AnyDocument | null> =>
  database.within(database.collection('settings').findOne(equal({ _id: 'format' })));

/** Null in a new database. Throws `DatabaseUnusable` if the document cannot be read, and `StoreFault`. */
export const findStanding = async (database: Database): Promise<StoredStanding | null> => {
  const found = await findFormat(database);
  if (found === null) return null;
  const read = formatDocument.decode(found);
  if (E.isLeft(read) || !isFormat(read.right.number))
    throw refused(database, { _tag: 'FormatDamaged', record: 'settings/format' });
  const { number: format, version: by, upgrade } = read.right;
  return { format, version: by ?? null, unfinished: upgrade ?? null };
};

/**
 * The state of the database's format. A new database gets the newest format. Throws `DatabaseUnusable` for a newer or
 * unreadable format, and `StoreFault`.
 */
export const openFormat = async (database: Database, steps: readonly Step<unknown>[]): Promise<StoredStanding> => {
  const newest = newestFormat(steps);
  const standing = await findStanding(database);
  if (standing !== null) {
    const fault = newerThan(standing, newest);
    if (fault !== null) throw refused(database, fault);
    return standing;
  }
  const isEmpty = (await database.within(database.collection('accounts').findOne({}))) === null;
  if (isEmpty) {
    const settings = database.collection('settings');
    await unlessDuplicate(database, settings.insertOne({ _id: 'format', number: newest, version }));
  } else if ((await findStanding(database)) === null) throw refused(database, { _tag: 'FormatMissing' });
  // This node or another has written the format. The stored one counts.
  return openFormat(database, steps);
};
