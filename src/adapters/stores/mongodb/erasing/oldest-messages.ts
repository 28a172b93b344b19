import { type Filter } from 'mongodb';
import { type MessagePosition, positionOf } from '../../../../domain/model/message/message-page.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { PATIENCE } from '../database/deadline.js';

/** How many messages are read at once. They are decoded in one turn of the event loop, which takes under 10 ms. */
export const PAGE = 50;

/** Messages that fit a filter and were opened before an instant, oldest first, behind a position (null: from the first). */
export const oldestBehind = (
  { collection, within }: Database,
  filter: Filter<AnyDocument>,
  behind: MessagePosition | null,
  before: Instant,
): Promise<readonly AnyDocument[]> => {
  const range = {
    createdAt: { $gte: behind?.createdAt ?? 0, $lt: before },
    ...(behind === null ? {} : { $or: [{ createdAt: { $gt: behind.createdAt } }, { id: { $gt: behind.id } }] }),
  };
  const found = collection('messages').find({ ...filter, ...range }, { sort: { createdAt: 1, id: 1 }, limit: PAGE });
  return within(found.toArray(), PATIENCE);
};

/** The position of the last message of a page, behind which the next begins; null if there is no next. */
export const positionIn = (page: readonly AnyDocument[]): MessagePosition | null => {
  const last = page.length < PAGE ? undefined : page.findLast(hasPosition);
  return last === undefined ? null : positionOf(last);
};

/** A damaged message need not have one. */
export const hasPosition = (document: AnyDocument): document is AnyDocument & MessagePosition =>
  typeof document['createdAt'] === 'number' && typeof document['id'] === 'number';
