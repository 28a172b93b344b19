import { sealAccount } from '../../records/account.js';
import { keySealer, plainSealer, type Sealer, Unsealable } from '../../../../kit/sealer.js';
import { accountDocuments, unsealAccount } from './account-documents.js';
import { type Database } from '../database/database.js';
import { equal, unlessDuplicate } from '../database/documents.js';
import { DatabaseUnusable } from '../database/faults.js';

/** What the database remembers of its key: a known text sealed with it. */
const CHECK_TEXT = 'these secrets are sealed';

/**
 * The sealer for the secrets of this database. A key that is set over one without seals what is there, account by
 * account, and goes on with that at the next start if it is stopped. Throws `DatabaseUnusable` for a key that is not
 * the database's, or is missing.
 */
export const openSealer = async (database: Database, key: Uint8Array | null): Promise<Sealer> => {
  const settings = database.collection('settings');
  const found = await database.within(settings.findOne(equal({ _id: 'encryption' })));
  const check = found === null ? null : String(found['check']);
  if (key === null) {
    if (check !== null) throw new DatabaseUnusable({ _tag: 'KeyMissing', database: database.name });
    return plainSealer;
  }
  const sealer = keySealer(key);
  if (check === null) {
    // Of two nodes that start at once with different keys, one is told that its key is wrong.
    const isFirst = await unlessDuplicate(
      database,
      settings.insertOne({ _id: 'encryption', check: sealer.seal(CHECK_TEXT) }),
    );
    if (!isFirst) return openSealer(database, key);
  } else if (!opens(sealer, check)) throw new DatabaseUnusable({ _tag: 'WrongKey', database: database.name });
  await sealAll(database, sealer);
  return sealer;
};

const sealAll = async (database: Database, sealer: Sealer): Promise<void> => {
  const accounts = accountDocuments(database);
  for (const kept of await accounts.all(equal({ sealed: false }), { _id: 1 })) {
    const sealed = sealAccount(unsealAccount(kept.record, sealer), sealer);
    // What was changed meanwhile is looked at again.
    if (!(await accounts.replace(kept, sealed))) return sealAll(database, sealer);
  }
};

const opens = (sealer: Sealer, check: string): boolean => {
  try {
    return sealer.unseal(check) === CHECK_TEXT;
  } catch (error) {
    if (error instanceof Unsealable) return false;
    throw error;
  }
};
