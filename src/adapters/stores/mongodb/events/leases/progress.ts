import { randomBytes } from 'node:crypto';
import * as t from 'io-ts';
import { type AccountId } from '../../../../../domain/model/account/account.js';
import { type EventPlace, NO_PLACE } from '../../../../../domain/model/event/event-id.js';
import { type LastSeen } from '../../../../../domain/model/account/last-seen.js';
import { accountId, added, eventPlace, instant, nullable, strict } from '../../../records/codecs.js';
import { type AnyDocument, type Database } from '../../database/database.js';
import { documents, equal } from '../../database/documents.js';
import { isDuplicate } from '../../database/faults.js';
import { PATIENCE } from '../../database/deadline.js';

/**
 * Name of the collection: a document for each account with events, under the account's id. `unspread` is there while
 * placed events may wait for their deliveries. Each placing gives it another value.
 */
export const PROGRESS = 'progress';

/** How far an account's events are relayed, and by whom. */
export interface Progress extends LastSeen {
  readonly accountId: AccountId;
  /** The node that works for the account; `NOBODY` if none does. */
  readonly node: string;
  /** The place up to which events have their deliveries and are counted. */
  readonly cursor: EventPlace;
  /** The next place is above this one, also where the events up to it are gone. Only a restore raises it. */
  readonly floor: EventPlace;
}

export const NOBODY = '';

/** The filter for an account's document. The shard key is part of it, so that one shard is asked. */
export const byAccount = (account: AccountId) => equal({ _id: account, accountId: account });

const progressRecord = strict<Progress>('progress', {
  accountId,
  node: t.string,
  cursor: eventPlace,
  floor: eventPlace,
  sentAt: added(nullable(instant), null),
  statusAt: added(nullable(instant), null),
});

export const progressDocuments = (database: Database) =>
  documents<Progress>({ database, name: PROGRESS, codec: progressRecord });

/** The first document of an account. Its id is the account, so there is one. */
export const newProgress = (account: AccountId, more: Partial<Progress> = {}): AnyDocument => ({
  _id: account,
  accountId: account,
  node: NOBODY,
  cursor: NO_PLACE,
  floor: NO_PLACE,
  ...more,
  revision: 0,
});

/**
 * Marks an account as one with placed events that are to be spread. Call it when they are there, and before they are
 * taken out of the documents of their changes: so one of the two shows them, whenever the process dies.
 */
export const markUnspread = async (database: Database, account: AccountId): Promise<void> => {
  const { _id, accountId: _account, ...first } = newProgress(account);
  const change = { $set: { unspread: randomBytes(8).toString('hex') }, $setOnInsert: first };
  const mark = database.collection(PROGRESS).updateOne(byAccount(account), change, { upsert: true });
  try {
    await database.within(mark, PATIENCE);
  } catch (error) {
    // Another process has made the document at the same time.
    if (!isDuplicate(error)) throw error;
    await markUnspread(database, account);
  }
};

/** The accounts with placed events that are to be spread. */
export const accountsUnspread = async ({ collection, within }: Database): Promise<readonly AccountId[]> => {
  const found = collection(PROGRESS).find({ unspread: { $gte: '' } }, { projection: { _id: 1 } });
  return (await within(found.toArray(), PATIENCE)).map(({ _id }) => Number(_id) as AccountId);
};

/** How far an account has come, and the mark of its placed events; null for no mark. */
export interface Standing {
  readonly cursor: EventPlace;
  readonly unspread: string | null;
}

export const standingOf = async (database: Database, account: AccountId): Promise<Standing> => {
  const found = await progressDocuments(database).first(byAccount(account));
  const unspread: unknown = found?.document['unspread'];
  return { cursor: found?.record.cursor ?? NO_PLACE, unspread: typeof unspread === 'string' ? unspread : null };
};

/** Takes the mark away that was read, unless more events were placed since. */
export const setSpread = async (
  { collection, within }: Database,
  account: AccountId,
  { unspread }: Standing,
): Promise<void> => {
  if (unspread === null) return;
  const change = { $unset: { unspread: '' } };
  await within(collection(PROGRESS).updateOne({ ...byAccount(account), ...equal({ unspread }) }, change), PATIENCE);
};

/** Moves the cursor forward, never back, with what was seen up to there. */
export const moveCursor = async (
  { collection, within }: Database,
  account: AccountId,
  through: EventPlace,
  seen: LastSeen,
): Promise<void> => {
  const filter = { ...byAccount(account), cursor: { $lt: through } };
  const latest = Object.fromEntries(Object.entries(seen).filter(([, at]) => at !== null));
  const change = { $set: { cursor: through }, $max: latest, $inc: { revision: 1 } };
  await within(collection(PROGRESS).updateOne(filter, change), PATIENCE);
};
