import { type AccountId } from '../../../../domain/model/account/account.js';
import { type ContactId } from '../../../../domain/model/contact/contact.js';
import { CONVERSATION_LENGTH } from '../../../../domain/model/message/conversation.js';
import { monthOf } from '../../../../domain/model/time.js';
import { type KeptConversation, type Place } from '../../migration.js';
import { type Table } from '../lmdb/table.js';
import { type MessageTables } from '../messages/message-records.js';
import { BATCH, keysBehind, type Step } from './walk.js';

export interface ConversationTables extends Pick<MessageTables, 'conversations' | 'conversationsOpened'> {
  readonly accounts: Pick<Table<number, unknown>, 'keys'>;
}

/** How many conversations of an account were placed in each month so far. */
type Placed = Readonly<Record<string, number>>;

/** The account, its last contact that was walked, and what was placed until then. */
type ConversationPlace = readonly [account: number, contact: number, placed: Placed];

/**
 * The past conversations that limits need: the last one of each contact, at the end of its month's ordinals. A month
 * without any of those gets one that stands for its count.
 */
export function* conversationsFrom(
  tables: ConversationTables,
  behind: Place | null,
): Generator<Step<KeptConversation>> {
  const begun = behind === null ? null : (JSON.parse(behind) as ConversationPlace);
  if (begun !== null) yield* ofAccount(tables, begun[0] as AccountId, begun[1], begun[2]);
  for (const id of keysBehind(tables.accounts, begun?.[0] ?? null)) yield* ofAccount(tables, id as AccountId, 0, {});
}

function* ofAccount(
  { conversations, conversationsOpened }: ConversationTables,
  accountId: AccountId,
  after: number,
  placedBefore: Placed,
): Generator<Step<KeptConversation>> {
  const opened = conversationsOpened.entries({ from: [accountId, ''], until: [accountId + 1, ''] });
  const counts = new Map(opened.map(([[, month], count]) => [month, count]));
  const placed: Record<string, number> = { ...placedBefore };
  let walked = after;
  const placeNow = (): (() => Place) => {
    const place: ConversationPlace = [accountId, walked, { ...placed }];
    return () => JSON.stringify(place);
  };

  for (const contact of contactsBehind(conversations, accountId, after)) {
    const until = conversations.get([accountId, contact]);
    if (until === undefined) continue;
    walked = contact;
    const month = monthOf(until - CONVERSATION_LENGTH);
    const before = placed[month] ?? 0;
    placed[month] = before + 1;
    // More conversations than were counted are numbered on from there.
    const left = (counts.get(month) ?? 0) - before;
    const ordinal = left > 0 ? left : before + 1;
    const contactId = contact as ContactId;
    const item = { accountId, contactId, month, ordinal, ordinalOfContact: opened.length + 1, until };
    yield { item, place: placeNow() };
  }

  const [any] = contactsBehind(conversations, accountId, 0);
  if (any === undefined) return;
  for (const [index, [[, month], ordinal]] of opened.entries()) {
    if (placed[month] !== undefined) continue;
    placed[month] = 1;
    const contactId = any as ContactId;
    const item = { accountId, contactId, month, ordinal, ordinalOfContact: index + 1, until: 0 };
    yield { item, place: placeNow() };
  }
}

/** The contacts of an account behind one that have had a conversation. */
function* contactsBehind(
  conversations: ConversationTables['conversations'],
  account: AccountId,
  after: number,
): Generator<number> {
  for (let last = after; ;) {
    const keys = conversations.keys({ from: [account, last + 1], until: [account + 1, 0], limit: BATCH });
    for (const [, contact] of keys) yield (last = contact);
    if (keys.length < BATCH) return;
  }
}
