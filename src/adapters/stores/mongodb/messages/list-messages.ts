import { type Document, type Filter } from 'mongodb';
import { type AccountId } from '../../../../domain/model/account/account.js';
import { type Message } from '../../../../domain/model/message/message.js';
import { type MessageFilter, type MessagePosition, positionOf } from '../../../../domain/model/message/message-page.js';
import { type ListedMessages } from '../../../../domain/ports/messages.js';
import { readEach } from '../../shared/read-each.js';
import { type AnyDocument } from '../database/database.js';
import { CorruptDocument } from '../database/faults.js';
import { type Documents, equal } from '../database/documents.js';

/** One page of an account's messages, newest first. Each condition of a filter has its index. */
export const listMessages = async (
  messages: Documents<Message>,
  account: AccountId,
  filter: MessageFilter,
  after: MessagePosition | null,
  limit: number,
): Promise<ListedMessages> => {
  const found = await messages.found(queryOf(account, filter, after), { createdAt: -1, id: -1 }, limit + 1);
  const page = found.slice(0, limit);
  const { items, damaged } = readEach(page, (document) => messages.decode(document).record, CorruptDocument);
  const last = page.findLast(hasPosition);
  return { messages: items, damaged, next: found.length > limit && last !== undefined ? positionOf(last) : null };
};

/** The next page starts after the last document, also if that one is damaged. */
const hasPosition = (document: AnyDocument): document is AnyDocument & MessagePosition =>
  typeof document['createdAt'] === 'number' && typeof document['id'] === 'number';

const queryOf = (
  accountId: AccountId,
  { state, contactId, mediaType, userId, since, until }: MessageFilter,
  after: MessagePosition | null,
): Filter<AnyDocument> => ({
  ...equal({
    accountId,
    ...(state === null ? {} : { state }),
    ...(contactId === null ? {} : { contactId }),
    ...(mediaType === null ? {} : { mediaType }),
    ...(userId === null ? {} : { userId }),
  }),
  createdAt: { $gte: since ?? 0, $lt: until ?? Number.MAX_SAFE_INTEGER },
  ...(after === null ? {} : behind(after)),
});

const behind = ({ createdAt, id }: MessagePosition): Document => ({
  $or: [{ createdAt: { $lt: createdAt } }, { createdAt: { $eq: createdAt }, id: { $lt: id } }],
});
