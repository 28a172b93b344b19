import { type AccountId } from '../../../../domain/model/account/account.js';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { erasedMessage, type ErasableMessage } from '../../../../domain/model/message/erased-message.js';
import { type Message, wamidOf } from '../../../../domain/model/message/message.js';
import { isAwaited } from '../../../../domain/model/message/settled-message.js';
import { type ErasedMessages } from '../../../../domain/ports/erasing.js';
import { readEach } from '../../shared/read-each.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { type Kept } from '../database/documents.js';
import { CorruptDocument } from '../database/faults.js';
import { withoutPeople } from '../events/waiting/erase-waiting.js';
import { unnameMedia } from '../media/sweep/named-media.js';
import { besideErased, messageDocuments } from '../messages/message-documents.js';

/** How long the database may be silent, in milliseconds. No request waits for a single step. */
const PATIENCE = 10_000;

/** What erasing a page did. */
export interface ErasedPage extends ErasedMessages {
  /** The documents of the messages that stay for now. */
  readonly awaited: ReadonlySet<AnyDocument['_id']>;
}

type Erasable = Kept<ErasableMessage>;
const isErasable = (kept: Kept<Message>): kept is Erasable => !isAwaited(kept.record);

/**
 * Erases those of some messages of an account that have settled, each only over what was read of it. Reports that wait
 * for their wamids go first, and files lose their names last: so whoever repeats it, after a crash in between, finds what
 * is left to do.
 */
export const erasePage = async (
  database: Database,
  account: AccountId,
  page: readonly AnyDocument[],
): Promise<ErasedPage> => {
  const messages = messageDocuments(database);
  const { items, damaged } = readEach(page, messages.decode, CorruptDocument);
  await dropReports(database, account, items);
  const awaited = new Set(items.flatMap(({ record, document: { _id } }) => (isAwaited(record) ? [_id] : [])));
  const count = await eraseEach(database, items.filter(isErasable));
  const files = items.flatMap(({ record }): readonly MediaId[] => (isAwaited(record) ? [] : [record.mediaId]));
  const unnamed = await unnameMedia(database, account, [...new Set(files)]);
  return { count, damaged, pending: awaited.size, unnamed, awaited };
};

const dropReports = async (
  { collection, within }: Database,
  accountId: AccountId,
  some: readonly Kept<Message>[],
): Promise<void> => {
  const wamids = some.flatMap(({ record }) => (isAwaited(record) ? [] : (wamidOf(record) ?? [])));
  if (wamids.length === 0) return;
  const waiting = { accountId: { $eq: Number(accountId) }, wamid: { $in: wamids } };
  await within(collection('earlyReports').deleteMany(waiting), PATIENCE);
};

/** Returns how many. Reads those again that another writer has changed since they were read. */
const eraseEach = async (database: Database, some: readonly Erasable[]): Promise<number> => {
  const messages = messageDocuments(database);
  const due = some.filter(({ record }) => erasedMessage(record) !== record);
  const changes = due.map((kept) => ({
    kept,
    record: erasedMessage(kept.record),
    beside: { ...besideErased, ...withoutPeople(kept.document['events']) },
  }));
  const count = await messages.replaceAll(changes, PATIENCE);
  if (count === due.length) return count;
  const ids = due.map(({ document: { _id } }) => _id);
  const again = readEach(await messages.found({ _id: { $in: ids } }, {}), messages.decode, CorruptDocument);
  return count + (await eraseEach(database, again.items.filter(isErasable)));
};
