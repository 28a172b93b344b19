import { type AccountId } from '../../../../domain/model/account/account.js';
import {
  type ErasableMessage,
  erasedNow,
  isErasable,
  mustWait,
} from '../../../../domain/model/message/erased-message.js';
import { type Message, wamidOf } from '../../../../domain/model/message/message.js';
import { type ServiceTime } from '../../../../domain/model/service-time.js';
import { type ErasedMessages } from '../../../../domain/ports/erasing.js';
import { readEach } from '../../shared/read-each.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { type Kept } from '../database/documents.js';
import { CorruptDocument } from '../database/faults.js';
import { withoutPeople } from '../events/waiting/erase-waiting.js';
import { unnameMedia } from '../media/sweep/named-media.js';
import { besideChanged, messageDocuments } from '../messages/message-documents.js';
import { PATIENCE } from '../database/deadline.js';

/** What erasing a page did. */
export interface ErasedPage extends ErasedMessages {
  /** The documents of the messages that stay for now, or keep their key. */
  readonly waiting: ReadonlySet<AnyDocument['_id']>;
}

type Erasable = Kept<ErasableMessage>;
const isSettled = (kept: Kept<Message>): kept is Erasable => isErasable(kept.record);

/**
 * Erases those of some messages of an account that have settled, each only over what was read of it. Reports that wait
 * for their wamids go first, and files lose their names last: so whoever repeats it, after a crash in between, finds what
 * is left to do.
 */
export const erasePage = async (
  database: Database,
  account: AccountId,
  page: readonly AnyDocument[],
  time: ServiceTime,
): Promise<ErasedPage> => {
  const messages = messageDocuments(database);
  const { items, damaged } = readEach(page, messages.decode, CorruptDocument);
  const settled = items.filter(isSettled);
  await dropReports(database, account, settled);
  const waiting = new Set(items.flatMap(({ record, document: { _id } }) => (mustWait(record, time) ? [_id] : [])));
  await eraseEach(
    database,
    items.filter((kept) => !isSettled(kept)),
    time,
  );
  const count = await eraseEach(database, settled, time);
  const unnamed = await unnameMedia(database, account, [...new Set(settled.map(({ record }) => record.mediaId))]);
  return { count, damaged, pending: waiting.size, unnamed, waiting };
};

const dropReports = async (
  { collection, within }: Database,
  accountId: AccountId,
  some: readonly Erasable[],
): Promise<void> => {
  const wamids = some.flatMap(({ record }) => wamidOf(record) ?? []);
  if (wamids.length === 0) return;
  const waiting = { accountId: { $eq: Number(accountId) }, wamid: { $in: wamids } };
  await within(collection('earlyReports').deleteMany(waiting), PATIENCE);
};

/** Returns how many. Reads those again that another writer has changed since they were read. */
const eraseEach = async (database: Database, some: readonly Kept<Message>[], time: ServiceTime): Promise<number> => {
  const messages = messageDocuments(database);
  const changes = some.flatMap((kept) => {
    const record = erasedNow(kept.record, time);
    const beside = { ...besideChanged(kept.record, record), ...withoutPeople(kept.document['events']) };
    return record === kept.record ? [] : [{ kept, record, beside }];
  });
  const count = await messages.replaceAll(changes, PATIENCE);
  if (count === changes.length) return count;
  const ids = changes.map(({ kept: { document } }) => document._id);
  const again = readEach(await messages.found({ _id: { $in: ids } }, {}), messages.decode, CorruptDocument);
  return count + (await eraseEach(database, again.items, time));
};
