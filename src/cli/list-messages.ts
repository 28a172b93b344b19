import { messageView } from '../api/message-view.js';
import { type Stores } from '../app/stores.js';
import { type AccountId } from '../domain/model/account/account.js';
import { type Message } from '../domain/model/message/message.js';
import { type MessageFilter, type MessagePosition } from '../domain/model/message/message-page.js';
import { toTimestamp } from '../domain/model/time.js';
import { type ListedMessages } from '../domain/ports/messages.js';
import { type Damaged, type Listing } from '../domain/ports/store.js';
import { MOST_LISTED } from '../domain/model/list-limit.js';
import { type messageConditions, parseMessageConditions } from '../domain/use-cases/read-messages/query.js';
import { orThrow } from '../kit/or-throw.js';
import { readOptions } from './options/options.js';

/** Reads conditions as they were written, by the rules of the API. A wrong one is wrong usage. */
export const filterOf = (written: Partial<Record<(typeof messageConditions)[number], string>>): MessageFilter =>
  readOptions(written, parseMessageConditions);

/** The newest messages that fit a filter, at most `limit`. */
export const newestMessages = async (
  { messages }: Pick<Stores, 'messages'>,
  account: AccountId,
  filter: MessageFilter,
  limit: number,
): Promise<Listing<Message>> => {
  const items: Message[] = [];
  const damaged: Damaged[] = [];
  let after: MessagePosition | null = null;
  do {
    const wanted = Math.min(limit - items.length, MOST_LISTED);
    const page: ListedMessages = await orThrow(messages.list(account, filter, after, wanted));
    items.push(...page.messages);
    damaged.push(...page.damaged);
    after = page.next;
  } while (after !== null && items.length < limit);
  return { items, damaged };
};

/** The newest messages of all accounts, at most `limit`. */
export const newestOfAll = async (
  { accounts, messages }: Pick<Stores, 'accounts' | 'messages'>,
  filter: MessageFilter,
  limit: number,
): Promise<Listing<Message>> => {
  const { items, damaged } = await orThrow(accounts.list);
  let newest: readonly Message[] = [];
  const left: Damaged[] = [...damaged];
  for (const { id } of items) {
    const found = await newestMessages({ messages }, id, filter, limit);
    newest = [...newest, ...found.items].sort(newestFirst).slice(0, limit);
    left.push(...found.damaged);
  }
  return { items: newest, damaged: left };
};

const newestFirst = (one: Message, other: Message): number =>
  other.createdAt - one.createdAt || one.accountId - other.accountId || other.id - one.id;

/** A message under the API's names, with its account. */
export const shownMessage = (message: Message) => ({
  account_id: message.accountId,
  ...messageView(message, toTimestamp),
});
