import * as E from 'fp-ts/lib/Either.js';
import { type Damaged } from '../../../../domain/ports/store.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { readEach } from '../../shared/read-each.js';
import { sealStored } from '../../shared/sealing/secrets.js';
import { sealerFor, type StoreKeys } from '../../shared/sealing/store-keys.js';
import { type Database } from '../database/database.js';
import { equal } from '../database/documents.js';
import { CorruptDocument, DatabaseUnusable } from '../database/faults.js';
import { sealEndpoints } from '../events/endpoints/seal-endpoints.js';
import { accountDocuments } from './account-documents.js';
import { addFirstCheck, readChecks, sealing } from '../database/key-checks.js';

/** The sealer of a database, and the accounts that it could not seal because they are damaged. */
export interface OpenedSealer {
  readonly sealer: Sealer;
  readonly damaged: readonly Damaged[];
}

/**
 * The sealer for the secrets of this database. If a key is set for a database without one, its secrets are sealed
 * account by account. If that is interrupted, the next start continues. A damaged account stays as it is, is named, and
 * is tried again at each opening. Throws `DatabaseUnusable` if a key is wrong or missing.
 */
export const openSealer = async (database: Database, keys: StoreKeys): Promise<OpenedSealer> => {
  const checks = await readChecks(database);
  const judged = sealerFor(keys, checks);
  if (E.isLeft(judged)) throw new DatabaseUnusable({ _tag: judged.left, database: database.name });
  const sealer = judged.right;
  if (!sealer.sealing) return { sealer, damaged: [] };
  if (checks.length === 0) {
    // If two nodes start at once with different keys, the keys of the second one are judged by the key of the first.
    await addFirstCheck(database, sealer);
    return openSealer(database, keys);
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
  for (const kept of items)
    isDone = (await sealing(database, sealer, () => accounts.replace(kept, sealStored(kept.record, sealer)))) && isDone;
  const endpoints = await sealEndpoints(database, sealer, equal({ sealed: false }));
  // Those that were changed meanwhile are checked again.
  return isDone && endpoints.due === 0 ? [...damaged, ...endpoints.damaged] : sealAll(database, sealer);
};
