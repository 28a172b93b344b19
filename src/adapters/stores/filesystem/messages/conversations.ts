import * as E from 'fp-ts/lib/Either.js';
import { hasRoom } from '../../../../domain/model/account.js';
import { type FeatureLimitExceeded } from '../../../../domain/model/errors.js';
import { CONVERSATION_LENGTH } from '../../../../domain/model/message.js';
import { type ConversationStanding } from '../../../../domain/ports/messages.js';
import { type Instant, monthOf } from '../../../../domain/model/time.js';
import { type MessageTables } from './message-records.js';
import { type Write } from '../lmdb/table.js';

type ConversationTables = Pick<MessageTables, 'conversations' | 'conversationsOpened'>;

export const conversationStanding = (
  { conversations, conversationsOpened }: ConversationTables,
  account: number,
  contact: number | null,
  now: Instant,
): ConversationStanding => ({
  open: contact !== null && now < (conversations.get([account, contact]) ?? -Infinity),
  openedThisMonth: conversationsOpened.get([account, monthOf(now)]) ?? 0,
});

/** What opens the contact's conversation and counts it; nothing where one is open. Left: the month is full. */
export const openConversation = (
  tables: ConversationTables,
  account: number,
  contact: number,
  maximum: number,
  now: Instant,
): E.Either<FeatureLimitExceeded, readonly Write[]> => {
  const { open, openedThisMonth: current } = conversationStanding(tables, account, contact, now);
  if (open) return E.right([]);
  if (!hasRoom(current, maximum))
    return E.left({ _tag: 'FeatureLimitExceeded', feature: 'conversations', current, maximum });
  return E.right([
    tables.conversations.put([account, contact], now + CONVERSATION_LENGTH),
    tables.conversationsOpened.put([account, monthOf(now)], current + 1),
  ]);
};
