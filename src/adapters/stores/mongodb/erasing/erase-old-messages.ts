import { type AccountId } from '../../../../domain/model/account/account.js';
import { type MessagePosition } from '../../../../domain/model/message/message-page.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type ErasedMessages, type ErasedSome } from '../../../../domain/ports/erasing.js';
import { isCount } from '../database/answers.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { equal } from '../database/documents.js';
import { isDuplicate } from '../database/faults.js';
import { eraseEventsOfMessages } from './erase-events.js';
import { readServiceTime } from '../service-clock.js';
import { nothingErased, withErased } from './erase-messages.js';
import { erasePage } from './erase-page.js';
import { hasPosition, oldestBehind, positionIn } from './oldest-messages.js';
import { PATIENCE } from '../database/deadline.js';

/** How many pages one call works on. */
const PAGES = 20;

/** Erases some messages that were opened before an instant. */
export type EraseOld = (before: Instant) => Promise<ErasedSome>;

/**
 * Each account has a cursor, kept in the database, up to which its messages are erased. It moves only when all of a page is
 * done, their events and files too, and stays before a message that must wait. So no message is looked at twice, but after
 * a crash. A process goes on with the account at which its last call has ended.
 */
export const makeEraseOld = (database: Database): EraseOld => {
  let from = 0;
  return async (before) => {
    let sum = nothingErased;
    let left = PAGES;
    for (const account of await accountsFrom(database, from)) {
      from = account;
      for (let more = true; more;) {
        if (left === 0) return { ...sum, more: true };
        const done = await eraseOldest(database, account, before);
        sum = withErased(sum, done);
        ({ more } = done);
        // An account without old messages costs one look-up.
        if (!done.isEmpty) left -= 1;
      }
    }
    from = 0;
    return { ...sum, more: false };
  };
};

/** The accounts with messages, in order. The index alone says which. */
const accountsFrom = async ({ collection, within }: Database, from: number): Promise<readonly AccountId[]> => {
  const found: readonly unknown[] = await within(
    collection('messages').distinct('accountId', { accountId: { $gte: from } }),
    PATIENCE,
  );
  return found.filter(isCount).sort((one, other) => one - other) as readonly number[] as readonly AccountId[];
};

/** Erases one page of an account. */
const eraseOldest = async (
  database: Database,
  account: AccountId,
  before: Instant,
): Promise<ErasedMessages & { readonly more: boolean; readonly isEmpty: boolean }> => {
  const behind = await cursorOf(database, account);
  const page = await oldestBehind(database, equal({ accountId: account }), behind, before);
  if (page.length === 0) return { ...nothingErased, more: false, isEmpty: true };
  const done = await erasePage(database, account, page, await readServiceTime(database));
  const events = await eraseEventsOfMessages(database, account, page);
  // What can only be erased later is waited for: the next round begins with it.
  const waiting = page.findIndex(({ _id }) => done.waiting.has(_id));
  const through = (waiting === -1 ? page : page.slice(0, waiting)).findLast(hasPosition);
  if (through !== undefined) await moveCursor(database, account, through);
  const damaged = [...done.damaged, ...events.damaged];
  return { ...done, damaged, more: waiting === -1 && positionIn(page) !== null, isEmpty: false };
};

/** The document of an account's cursor, among the counters. */
const nameOfCursor = (account: AccountId): string => `erased messages of ${account}`;

const cursorOf = async ({ collection, within }: Database, account: AccountId): Promise<MessagePosition | null> => {
  const found: AnyDocument | null = await within(
    collection('counters').findOne(equal({ _id: nameOfCursor(account) })),
    PATIENCE,
  );
  return found !== null && hasPosition(found) ? { createdAt: found.createdAt, id: found.id } : null;
};

/** Moves it forward, never back: another node may be further. */
const moveCursor = async (
  { collection, within }: Database,
  account: AccountId,
  { createdAt, id }: MessagePosition,
): Promise<void> => {
  const isBefore = { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, id: { $lt: id } }] };
  const cursor = { ...equal({ _id: nameOfCursor(account) }), ...isBefore };
  try {
    await within(collection('counters').updateOne(cursor, { $set: { createdAt, id } }, { upsert: true }), PATIENCE);
  } catch (error) {
    // It is there, and is as far or further.
    if (!isDuplicate(error)) throw error;
  }
};
