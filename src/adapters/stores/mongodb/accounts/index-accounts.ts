import * as E from 'fp-ts/lib/Either.js';
import { type Damaged } from '../../../../domain/ports/store.js';
import { type Sealer, Unsealable } from '../../../../kit/crypto/sealer.js';
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
import { sealing } from '../database/key-checks.js';

/** The `_id`, among the settings, of the key that verify tokens are hashed with. */
export const TOKEN_KEY = 'verifyTokenKey';

/** The hash of a database for verify tokens, and the key's record if it was damaged. */
export interface OpenedHash {
  readonly hash: HashVerifyToken;
  readonly damaged: readonly Damaged[];
}

/**
 * The hash of this database for verify tokens. Its key is created if there is none, and sealed once there is a sealing
 * key. A damaged key is named and replaced, and then no account counts as indexed any more.
 */
export const openHash = async (database: Database, sealer: Sealer): Promise<OpenedHash> => {
  const settings = database.collection('settings');
  const found = await database.within(settings.findOne(equal({ _id: TOKEN_KEY })));
  if (found === null) {
    // If several nodes start at once, all use the key of the first.
    await sealing(database, sealer, () =>
      unlessDuplicate(database, settings.insertOne({ _id: TOKEN_KEY, ...makeTokenKey(sealer) })),
    );
    return openHash(database, sealer);
  }
  const key = keyOf(found, sealer);
  if (key === null) {
    await database.within(
      database.collection('accounts').updateMany({}, { $unset: { verifyTokenHash: '' }, $inc: { revision: 1 } }),
    );
    await database.within(settings.deleteOne({ _id: TOKEN_KEY, key: { $eq: found['key'] as unknown } }));
    const cause = new CorruptDocument('settings', TOKEN_KEY, 'it is no key');
    const { hash, damaged } = await openHash(database, sealer);
    return { hash, damaged: [{ what: cause.message, cause }, ...damaged] };
  }
  if (sealer.sealing && found['sealed'] === false)
    await sealing(database, sealer, () =>
      database.within(
        settings.updateOne(equal({ _id: TOKEN_KEY, sealed: false }), { $set: { ...sealTokenKey(key, sealer) } }),
      ),
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
 * Adds the fields of the indexes to each account without them, which an earlier version wrote. A damaged account is
 * left out and named. Repeating it is harmless.
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
  // Accounts that were changed meanwhile are checked again.
  return isDone ? damaged : indexAccounts(database, sealer, hash);
};
