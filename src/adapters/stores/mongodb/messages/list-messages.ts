import { type Document, type Filter, type FindOptions, type Sort } from 'mongodb';
import { type AccountId } from '../../../../domain/model/account/account.js';
import { mediaTypes } from '../../../../domain/model/media/media-rules.js';
import { type Message } from '../../../../domain/model/message/message.js';
import { type MessageFilter, type MessagePosition, positionOf } from '../../../../domain/model/message/message-page.js';
import { messageStates } from '../../../../domain/model/message/message-state.js';
import { type ListedMessages } from '../../../../domain/ports/messages.js';
import { readEach } from '../../shared/read-each.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { CorruptDocument } from '../database/faults.js';
import { type Documents, equal } from '../database/documents.js';

/** How many documents one page checks at most. */
const MOST_CHECKED = 5_000;

const NEWEST_FIRST: Sort = { createdAt: -1, id: -1 };

/**
 * One page of an account's messages, newest first. Each condition has its index. With several, the documents that have
 * the most selective one are checked for the others, a bounded number of them: the index alone says where those end.
 */
export const listMessages = async (
  database: Database,
  messages: Documents<Message>,
  account: AccountId,
  filter: MessageFilter,
  after: MessagePosition | null,
  limit: number,
): Promise<ListedMessages> => {
  const { hint, driver, others } = conditionsOf(filter);
  const candidates = { ...equal({ accountId: account }), ...driver, ...rangeOf(filter, after) };
  const find = (query: Filter<AnyDocument>, options: FindOptions): Promise<readonly AnyDocument[]> =>
    database.within(messages.collection.find(query, { sort: NEWEST_FIRST, hint, ...options }).toArray());
  const last = others === null ? null : await lastChecked((options) => find(candidates, options));
  const query = { ...candidates, ...others, ...(last === null ? {} : { $and: [...notBehind(last)] }) };
  const found = await find(query, { limit: limit + 1 });
  const page = found.slice(0, limit);
  const { items, damaged } = readEach(page, (document) => messages.decode(document).record, CorruptDocument);
  const end = found.length > limit ? (page.findLast(hasPosition) ?? null) : last;
  return { messages: items, damaged, next: end === null ? null : positionOf(end) };
};

/** The next page starts after the last document, also if that one is damaged. */
const hasPosition = (document: AnyDocument): document is AnyDocument & MessagePosition =>
  typeof document['createdAt'] === 'number' && typeof document['id'] === 'number';

/** The conditions of a filter that few messages fit, the rarest first, each with its index. */
const selective = [
  ['wamid', 'message_by_wamid'],
  ['reference', 'messages_listed_by_reference'],
  ['phone', 'messages_listed_by_phone'],
  ['userId', 'messages_listed_by_user_id'],
  ['contactId', 'messages_listed_by_contact'],
] as const satisfies readonly (readonly [keyof MessageFilter, string])[];

interface Conditions {
  /** The name of the index that has the driver. */
  readonly hint: string;
  /** The condition that the candidates are read by. */
  readonly driver: Document;
  /** What they are checked for; null if nothing is left. */
  readonly others: Document | null;
}

const conditionsOf = (filter: MessageFilter): Conditions => {
  const { state, mediaType } = filter;
  const driver = selective.find(([name]) => filter[name] !== null);
  if (driver === undefined)
    return state === null && mediaType === null
      ? { hint: 'messages_listed', driver: {}, others: null }
      : { hint: 'messages_listed_by_state_and_type', driver: stateAndType(filter), others: null };
  const [name, hint] = driver;
  const others = [...selective.map(([one]) => one), 'state' as const, 'mediaType' as const].filter(
    (one) => one !== name && filter[one] !== null,
  );
  return { hint, driver: equalIn(filter, [name]), others: others.length === 0 ? null : equalIn(filter, others) };
};

const equalIn = (filter: MessageFilter, names: readonly (keyof MessageFilter)[]): Document =>
  equal(Object.fromEntries(names.map((name) => [name, filter[name]])));

/** If one of the two is not asked for, all its values are named, so that one index has every pair in order. */
const stateAndType = ({ state, mediaType }: MessageFilter): Document => ({
  state: state === null ? { $in: [...messageStates] } : { $eq: state },
  mediaType: mediaType === null ? { $in: [...mediaTypes] } : { $eq: mediaType },
});

/** The last document that a page may check; null if there are no more. It is read from the index alone. */
const lastChecked = async (
  find: (options: FindOptions) => Promise<readonly AnyDocument[]>,
): Promise<MessagePosition | null> => {
  const projection = { _id: 0, createdAt: 1, id: 1 };
  const [last] = await find({ skip: MOST_CHECKED - 1, limit: 1, projection });
  return last !== undefined && hasPosition(last) ? positionOf(last) : null;
};

const rangeOf = ({ since, until }: MessageFilter, after: MessagePosition | null): Filter<AnyDocument> => ({
  createdAt: {
    $gte: since ?? 0,
    $lt: until ?? Number.MAX_SAFE_INTEGER,
    // The index ends there; `$or` alone would not say so.
    ...(after === null ? {} : { $lte: after.createdAt }),
  },
  ...(after === null ? {} : { $or: [{ createdAt: { $lt: after.createdAt } }, { id: { $lt: after.id } }] }),
});

const notBehind = ({ createdAt, id }: MessagePosition): readonly Document[] => [
  { createdAt: { $gte: createdAt } },
  { $or: [{ createdAt: { $gt: createdAt } }, { id: { $gte: id } }] },
];
