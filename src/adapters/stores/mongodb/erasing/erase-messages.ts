import { type AccountId } from '../../../../domain/model/account/account.js';
import { type ContactId } from '../../../../domain/model/contact/contact.js';
import { type MessagePosition } from '../../../../domain/model/message/message-page.js';
import { type ErasedMessages } from '../../../../domain/ports/erasing.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { equal } from '../database/documents.js';
import { readServiceTime } from '../service-clock.js';
import { erasePage } from './erase-page.js';
import { oldestBehind, positionIn } from './oldest-messages.js';

export const nothingErased: ErasedMessages = { count: 0, damaged: [], pending: 0, unnamed: [] };

/** The sum of two. A file may be in both. */
export const withErased = (one: ErasedMessages, more: ErasedMessages): ErasedMessages => ({
  count: one.count + more.count,
  damaged: [...one.damaged, ...more.damaged],
  pending: one.pending + more.pending,
  unnamed: [...new Set([...one.unnamed, ...more.unnamed])],
});

/** Erases the settled messages of a contact, oldest first, a page at a time. */
export const eraseMessages = async (
  database: Database,
  account: AccountId,
  contact: ContactId,
): Promise<ErasedMessages> => {
  const ofContact = equal({ accountId: account, contactId: contact });
  const time = await readServiceTime(database);
  let sum = nothingErased;
  let behind: MessagePosition | null = null;
  do {
    const page: readonly AnyDocument[] = await oldestBehind(database, ofContact, behind, Number.MAX_SAFE_INTEGER);
    sum = withErased(sum, await erasePage(database, account, page, time));
    behind = positionIn(page);
  } while (behind !== null);
  return sum;
};
