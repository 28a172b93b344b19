import { type AccountId } from '../../../../../domain/model/account/account.js';
import { type MediaId } from '../../../../../domain/model/media/media-id.js';
import { type Instant } from '../../../../../domain/model/time.js';
import { type AnyDocument, type Database } from '../../database/database.js';
import { equal, type Kept } from '../../database/documents.js';
import { type MediaRecord } from '../media-records.js';
import { someAtOnce } from '../../database/some-at-once.js';
import { PATIENCE } from '../../database/deadline.js';

/**
 * Which of these files of an account a message names that was opened at `since` or later. Erased messages name none, and
 * are apart in the index.
 */
export const namedAmong = async (
  { collection, within }: Database,
  accountId: AccountId,
  ids: readonly MediaId[],
  since: Instant = 0,
): Promise<ReadonlySet<MediaId>> => {
  const named = new Set<MediaId>();
  await someAtOnce(ids, async (mediaId) => {
    // One look-up each: the first message that names it ends the search, however many do.
    const naming = { ...equal({ accountId, mediaId, erased: null }), createdAt: { $gte: since } };
    const found = await within(collection('messages').findOne(naming, { projection: { _id: 1 } }), PATIENCE);
    if (found !== null) named.add(mediaId);
  });
  return named;
};

/** The same for files of any account. One look for each, because messages may be sharded by account. */
export const namedIn = async (
  database: Database,
  files: readonly Kept<MediaRecord>[],
  since: Instant = 0,
): Promise<ReadonlySet<MediaId>> => {
  const named = new Set<MediaId>();
  for (const accountId of new Set(files.map(({ record }) => record.accountId))) {
    const own = files.filter(({ record }) => record.accountId === accountId);
    const ids = own.map(({ document }) => document._id as MediaId);
    for (const id of await namedAmong(database, accountId, ids, since)) named.add(id);
  }
  return named;
};

/**
 * Takes their names from those of these files that no message names any more. Returns those that are still there. Call
 * it when the messages are erased. Of two who erase at once the later one finds that nothing names the file. `named`
 * may always be false: then the sweep asks. It counts the revision up, so that no sweep writes back what it read before.
 */
export const unnameMedia = async (
  database: Database,
  account: AccountId,
  ids: readonly MediaId[],
): Promise<readonly MediaId[]> => {
  if (ids.length === 0) return [];
  const { collection, within } = database;
  const there = { ...equal({ accountId: account }), _id: { $in: [...ids] } };
  const found = await within(
    collection('media')
      .find(there, { projection: { _id: 1 } })
      .toArray(),
    PATIENCE,
  );
  const kept = found.map(({ _id }: AnyDocument) => _id as MediaId);
  const named = await namedAmong(database, account, kept);
  const unnamed = kept.filter((id) => !named.has(id));
  if (unnamed.length > 0) {
    const change = { $set: { named: false }, $inc: { revision: 1 } };
    await within(collection('media').updateMany({ ...there, _id: { $in: unnamed } }, change), PATIENCE);
  }
  return unnamed;
};
