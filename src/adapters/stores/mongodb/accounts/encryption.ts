import * as E from 'fp-ts/lib/Either.js';
import { type Damaged } from '../../../../domain/ports/store.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { readEach } from '../../shared/read-each.js';
import { checkOf, sealAccount, sealerFor } from '../../shared/secrets.js';
import { type Database } from '../database/database.js';
import { equal, unlessDuplicate } from '../database/documents.js';
import { CorruptDocument, DatabaseUnusable } from '../database/faults.js';
import { accountDocuments } from './account-documents.js';

/** The sealer of a database, and the accounts that it could not seal because they are damaged. */
export interface OpenedSealer {
  readonly sealer: Sealer;
  readonly damaged: readonly Damaged[];
}

/**
 * The sealer for the secrets of this database. If a key is set for a database without one, its secrets are sealed
 * account by account. If that is interrupted, the next start continues. A damaged account stays as it is, is named, and
 * is tried again at each opening. Throws `DatabaseUnusable` if the key is wrong or missing.
 */
export const openSealer = async (database: Database, key: Uint8Array | null): Promise<OpenedSealer> => {
  const settings = database.collection('settings');
  const found = await database.within(settings.findOne(equal({ _id: 'encryption' })));
  const check = found === null ? null : String(found['check']);
  const judged = sealerFor(key, check);
  if (E.isLeft(judged)) throw new DatabaseUnusable({ _tag: judged.left, database: database.name });
  const sealer = judged.right;
  if (!sealer.sealing) return { sealer, damaged: [] };
  if (check === null) {
    // If two nodes start at once with different keys, the second one's key is wrong.
    const isFirst = await unlessDuplicate(database, settings.insertOne({ _id: 'encryption', check: checkOf(sealer) }));
    if (!isFirst) return openSealer(database, key);
  }
  return { sealer, damaged: await sealAll(database, sealer) };
};

const sealAll = async (database: Database, sealer: Sealer): Promise<readonly Damaged[]> => {
  const accounts = accountDocuments(database);
  const { items, damaged } = readEach(
    await accounts.found(equal({ sealed: false }), { _id: 1 }),
    accounts.decode,
    CorruptDocument,
  );
  let isDone = true;
  for (const kept of items) isDone = (await accounts.replace(kept, sealAccount(kept.record, sealer))) && isDone;
  // Accounts that were changed meanwhile are checked again.
  return isDone ? damaged : sealAll(database, sealer);
};
