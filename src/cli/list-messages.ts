import * as E from 'fp-ts/lib/Either.js';
import { messageView } from '../api/message-view.js';
import { type Stores } from '../app/stores.js';
import { type AccountId } from '../domain/model/account/account.js';
import { givenFields } from '../domain/model/given-fields.js';
import { type Message } from '../domain/model/message/message.js';
import { type MessageFilter, type MessagePosition } from '../domain/model/message/message-page.js';
import { toTimestamp } from '../domain/model/time.js';
import { type ListedMessages } from '../domain/ports/messages.js';
import { type Damaged, type Listing } from '../domain/ports/store.js';
import { MOST_LISTED } from '../domain/model/list-limit.js';
import { parseMessageQuery } from '../domain/use-cases/read-messages/query.js';
import { orThrow } from '../kit/or-throw.js';
import { misuse } from './failure.js';

/** The conditions of a list, under the names of the API's query. */
export const messageConditions = ['user_id', 'contact_id', 'status', 'media_type', 'since', 'until'] as const;

/** Reads conditions as they were written, by the rules of the API. A wrong one is wrong usage. */
export const filterOf = (written: Partial<Record<(typeof messageConditions)[number], string>>): MessageFilter => {
  const query = parseMessageQuery(givenFields(messageConditions.map((name) => ({ name, value: written[name] }))));
  return E.isRight(query) ? query.right.filter : misuse(query.left.map(({ message }) => `${message}.`).join('\n'));
};

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

/** A message under the API's names, with its account. */
export const shownMessage = (message: Message) => ({
  account_id: message.accountId,
  ...messageView(message, toTimestamp),
});
