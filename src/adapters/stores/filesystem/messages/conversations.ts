import * as E from 'fp-ts/lib/Either.js';
import { limitExceeded } from '../../../../domain/model/account/feature-limit.js';
import { type FeatureLimitExceeded } from '../../../../domain/model/errors.js';
import { conversationEnd, isConversationOpen } from '../../../../domain/model/message/conversation.js';
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
  open: contact !== null && isConversationOpen(conversations.get([account, contact]) ?? null, now),
  openedThisMonth: conversationsOpened.get([account, monthOf(now)]) ?? 0,
});

/** The writes that open the contact's conversation and count it; none if one is open. Left: the month is full. */
export const openConversation = (
  tables: ConversationTables,
  account: number,
  contact: number,
  maximum: number,
  now: Instant,
): E.Either<FeatureLimitExceeded, readonly Write[]> => {
  const { open, openedThisMonth: current } = conversationStanding(tables, account, contact, now);
  if (open) return E.right([]);
  const full = limitExceeded('conversations', current, maximum);
  if (full !== null) return E.left(full);
  return E.right([
    tables.conversations.put([account, contact], conversationEnd(now)),
    tables.conversationsOpened.put([account, monthOf(now)], current + 1),
  ]);
};
