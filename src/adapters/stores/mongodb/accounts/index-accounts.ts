import * as E from 'fp-ts/lib/Either.js';
import { type Damaged } from '../../../../domain/ports/store.js';
import { type Sealer, Unsealable } from '../../../../kit/sealer.js';
import { readEach } from '../../shared/read-each.js';
import {
  hashUnder,
  type HashVerifyToken,
  makeTokenKey,
  sealTokenKey,
  tokenKeyRecord,
  unsealTokenKey,
} from '../../shared/verify-tokens.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { equal, unlessDuplicate } from '../database/documents.js';
import { CorruptDocument } from '../database/faults.js';
import { accountDocuments, accountOf, besideAccount } from './account-documents.js';

/** Where the key stands among the settings that verify tokens are hashed under. */
const KEY = 'verifyTokenKey';

/** The hash under which a database finds verify tokens, and its key where that was damaged. */
export interface OpenedHash {
  readonly hash: HashVerifyToken;
  readonly damaged: readonly Damaged[];
}

/**
 * The hash under which this database finds verify tokens. Its key is made where there is none, and sealed where that
 * has become possible. A key that is damaged is named and replaced, and no account counts as indexed any more.
 */
export const openHash = async (database: Database, sealer: Sealer): Promise<OpenedHash> => {
  const settings = database.collection('settings');
  const found = await database.within(settings.findOne(equal({ _id: KEY })));
  if (found === null) {
    // Of several nodes that start at once, all take the key of the first.
    await unlessDuplicate(database, settings.insertOne({ _id: KEY, ...makeTokenKey(sealer) }));
    return openHash(database, sealer);
  }
  const key = keyOf(found, sealer);
  if (key === null) {
    await database.within(
      database.collection('accounts').updateMany({}, { $unset: { verifyTokenHash: '' }, $inc: { revision: 1 } }),
    );
    await database.within(settings.deleteOne({ _id: KEY, key: { $eq: found['key'] as unknown } }));
    const cause = new CorruptDocument('settings', KEY, 'it is no key');
    const { hash, damaged } = await openHash(database, sealer);
    return { hash, damaged: [{ what: cause.message, cause }, ...damaged] };
  }
  if (sealer.sealing && found['sealed'] === false)
    await database.within(
      settings.updateOne(equal({ _id: KEY, sealed: false }), { $set: { ...sealTokenKey(key, sealer) } }),
    );
  return { hash: hashUnder(key), damaged: [] };
};

const keyOf = (found: AnyDocument, sealer: Sealer): string | null => {
  const stored = tokenKeyRecord.decode(found);
  try {
    return E.isRight(stored) ? unsealTokenKey(stored.right, sealer) : null;
  } catch (error) {
    if (error instanceof Unsealable) return null;
    throw error;
  }
};

/**
 * Gives each account that has none (it was written by an earlier version) the fields that the indexes are over. An
 * account that is damaged is left out and named. Repeating it is harmless.
 */
export const indexAccounts = async (
  database: Database,
  sealer: Sealer,
  hash: HashVerifyToken,
): Promise<readonly Damaged[]> => {
  const accounts = accountDocuments(database);
  const { items, damaged } = readEach(
    await accounts.found({ verifyTokenHash: { $exists: false } }, { _id: 1 }),
    (document) => {
      const kept = accounts.decode(document);
      return { kept, account: accountOf(kept, sealer) };
    },
    CorruptDocument,
  );
  let isDone = true;
  for (const { kept, account } of items)
    isDone = (await accounts.replace(kept, kept.record, besideAccount(account, hash))) && isDone;
  // What was changed meanwhile is looked at again.
  return isDone ? damaged : indexAccounts(database, sealer, hash);
};
