import { chunksOf } from 'fp-ts/lib/ReadonlyArray.js';
import { type IdChange, type News, type UnaddressedNews } from '../../../domain/model/message/news.js';
import { type Instant } from '../../../domain/model/time.js';
import { lazy } from '../../../kit/lazy.js';
import { asList, at } from '../read-json.js';
import { type Completed, completedFrom } from './read-contacts.js';
import { isSystemMessage, readSystemChange, readUserIdUpdate } from './read-id-change.js';
import { readInbound } from './read-inbound.js';
import { readStatus } from './read-status.js';

/** Reads a part of the news. */
type ReadNews = (now: Instant) => readonly UnaddressedNews[];

type ReadOne = (value: unknown, now: Instant) => readonly UnaddressedNews[];

/** How many statuses, messages or changes are read at once. Meta sends at most so many in one body. */
const A_PART = 1_000;

/**
 * What the `value` of a change reports: its statuses, its messages and its changes of user ids, in parts, so that
 * others have their turn between two parts of a long list (SAFETY.md N1). It has one part at least.
 */
export const newsIn = (value: unknown): readonly ReadNews[] => {
  const statuses = asList(at(value, 'statuses'));
  const messages = asList(at(value, 'messages'));
  const updates = listOrOne(at(value, 'user_id_update'));
  const isOfOne = statuses.length + messages.length + updates.length === 1;
  const byContacts = lazy(() => completedFrom(asList(at(value, 'contacts')), isOfOne));
  const completed: Completed = (own) => byContacts()(own);
  const lists: readonly (readonly [readonly unknown[], ReadOne])[] = [
    [statuses, (status, now) => statusNews(status, now, completed)],
    [messages, (message, now) => unmarked(messageNews(message, now, completed))],
    [updates, (update, now) => unmarked(changeNews(readUserIdUpdate(update, now, completed)))],
  ];
  const parts = lists.flatMap(([items, read]) =>
    chunksOf(A_PART)(items).map((part) => (now: Instant) => part.flatMap((one) => read(one, now))),
  );
  return parts.length === 0 ? [() => []] : parts;
};

const statusNews = (status: unknown, now: Instant, completed: Completed): readonly UnaddressedNews[] => {
  const read = readStatus(status, now, completed);
  return read === null ? [] : [{ news: { _tag: 'Status', report: read.report }, markedFor: read.markedFor }];
};

/** A system message is WhatsApp's own: it counts as no message of its person. */
const messageNews = (message: unknown, now: Instant, completed: Completed): News | null => {
  if (isSystemMessage(message)) return changeNews(readSystemChange(message, now));
  const read = readInbound(message, now, completed);
  return read === null ? null : { _tag: 'Inbound', message: read };
};

const changeNews = (change: IdChange | null): News | null => (change === null ? null : { _tag: 'IdChange', change });

/** Only statuses have marks. */
const unmarked = (news: News | null): readonly UnaddressedNews[] => (news === null ? [] : [{ news, markedFor: null }]);

/** Meta writes a list, and some of its examples have one object in its place. */
const listOrOne = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
};
