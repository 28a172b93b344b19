import * as t from 'io-ts';
import * as E from 'fp-ts/lib/Either.js';
import { limitExceeded } from '../../../../domain/model/account/feature-limit.js';
import { type FeatureLimitExceeded } from '../../../../domain/model/errors.js';
import { conversationEnd, isConversationOpen } from '../../../../domain/model/message/conversation.js';
import { type ConversationStanding } from '../../../../domain/ports/messages.js';
import { accountId, contactId, instant, positive, strict } from '../../records/codecs.js';
import { type AccountId } from '../../../../domain/model/account/account.js';
import { type ContactId } from '../../../../domain/model/contact/contact.js';
import { type Instant, monthOf } from '../../../../domain/model/time.js';
import { type Database } from '../database/database.js';
import { documents, equal } from '../database/documents.js';
import { inTurn } from '../database/in-turn.js';

/** One conversation: a day with a contact, counted in the month in which it was opened. */
export interface Conversation {
  readonly accountId: AccountId;
  readonly contactId: ContactId;
  readonly month: string;
  /** Its number among the account's conversations of the month. */
  readonly ordinal: number;
  /** Its number among the contact's conversations. */
  readonly ordinalOfContact: number;
  readonly until: Instant;
}

const conversation = strict<Conversation>('conversation', {
  accountId,
  contactId,
  month: t.string,
  ordinal: positive,
  ordinalOfContact: positive,
  until: instant,
});

export const conversationDocuments = (database: Database) =>
  documents<Conversation>({ database, name: 'conversations', codec: conversation });

export interface Conversations {
  readonly standing: (account: AccountId, contact: ContactId | null, now: Instant) => Promise<ConversationStanding>;
  /** Opens the contact's conversation and counts it; does nothing if one is open. Left: the month is full. */
  readonly open: (
    account: AccountId,
    contact: ContactId,
    maximum: number,
    now: Instant,
  ) => Promise<E.Either<FeatureLimitExceeded, void>>;
}

/**
 * Conversations in MongoDB. Each has its ordinal in the month, so the insert that opens it also counts it. If several
 * open the same conversation, or take the same ordinal, the unique indexes accept one.
 */
export const mongodbConversations = (database: Database): Conversations => {
  const conversations = conversationDocuments(database);
  const opening = inTurn();

  const latestOf = async (account: AccountId, contact: ContactId): Promise<Conversation | null> =>
    (await conversations.first(equal({ accountId: account, contactId: contact }), { ordinalOfContact: -1 }))?.record ??
    null;
  const openedIn = (account: AccountId, month: string): Promise<number> =>
    conversations.highest(equal({ accountId: account, month }), 'ordinal');

  const openNew = async (
    account: AccountId,
    contact: ContactId,
    maximum: number,
    now: Instant,
  ): Promise<E.Either<FeatureLimitExceeded, void>> => {
    const month = monthOf(now);
    // Read in this order, a caller that finds the month full also sees its own contact's conversation, if that made it
    // full.
    const current = await openedIn(account, month);
    const latest = await latestOf(account, contact);
    if (isOpen(latest, now)) return E.right(undefined);
    const full = limitExceeded('conversations', current, maximum);
    if (full !== null) return E.left(full);
    const next: Conversation = {
      accountId: account,
      contactId: contact,
      month,
      ordinal: current + 1,
      ordinalOfContact: (latest?.ordinalOfContact ?? 0) + 1,
      until: conversationEnd(now),
    };
    const isInserted = (await conversations.insert(next, {})) !== null;
    return isInserted ? E.right(undefined) : openNew(account, contact, maximum, now);
  };

  return {
    standing: async (account, contact, now) => {
      const [openedThisMonth, latest] = await Promise.all([
        openedIn(account, monthOf(now)),
        contact === null ? null : latestOf(account, contact),
      ]);
      return { open: isOpen(latest, now), openedThisMonth };
    },
    open: async (account, contact, maximum, now) => {
      const latest = await latestOf(account, contact);
      return isOpen(latest, now) ? E.right(undefined) : opening(account, () => openNew(account, contact, maximum, now));
    },
  };
};

const isOpen = (latest: Conversation | null, now: Instant): boolean => isConversationOpen(latest?.until ?? null, now);
