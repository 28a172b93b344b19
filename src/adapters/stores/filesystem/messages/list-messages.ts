import { type AccountId } from '../../../../domain/model/account/account.js';
import {
  fitsFilter,
  isBehind,
  type MessageFilter,
  type MessagePosition,
} from '../../../../domain/model/message/message-page.js';
import { type ChatMessageId } from '../../../../domain/model/message/opened-message.js';
import { isWamid } from '../../../../domain/model/message/wamid.js';
import { type ListedMessages } from '../../../../domain/ports/messages.js';
import { readEach } from '../../shared/read-each.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { findPlaces } from './find-places.js';
import { type MessageTables } from './message-records.js';

type ListTables = Pick<MessageTables, 'messages' | 'index' | 'wamids'>;

/** One page of an account's messages, newest first. */
export const listMessages = (
  tables: ListTables,
  account: AccountId,
  filter: MessageFilter,
  after: MessagePosition | null,
  limit: number,
): ListedMessages => {
  if (filter.wamid !== null) return messageOf(tables, account, filter.wamid, filter, after);
  const { found, next } = findPlaces(tables.index, account, filter, after, limit);
  const { items, damaged } = readEach(found, ({ id }) => tables.messages.get([account, id]), CorruptRecord);
  return {
    messages: items,
    damaged,
    next: next === null ? null : { createdAt: next.createdAt, id: next.id as ChatMessageId },
  };
};

/** The message with a wamid, if it fits. A text that no wamid can be would be too long for a key. */
const messageOf = (
  { messages, wamids }: ListTables,
  account: AccountId,
  wamid: string,
  filter: MessageFilter,
  after: MessagePosition | null,
): ListedMessages => {
  const id = isWamid(wamid) ? wamids.get([account, wamid]) : undefined;
  const { items, damaged } = readEach(
    id === undefined ? [] : [id],
    (one) => messages.get([account, one]),
    CorruptRecord,
  );
  const fits = items.filter((message) => fitsFilter(filter, message) && isBehind(message, after));
  return { messages: fits, damaged, next: null };
};
