import { type Document } from 'mongodb';
import { type Account, withSecrets } from '../../../../domain/model/account.js';
import { accountRecord, type StoredAccount } from '../../records/account.js';
import { type Sealer, Unsealable } from '../../../../kit/sealer.js';
import { type Database } from '../database/database.js';
import { documents } from '../database/documents.js';
import { StoreFault } from '../database/faults.js';

export const accountDocuments = (database: Database) =>
  documents<StoredAccount>({ database, name: 'accounts', codec: accountRecord });

/** What an account claims under the unique index: its phone number id, or where it has none, itself. */
export const claimsOf = ({ id, whatsapp: { phoneNumberId } }: Account): Document => ({
  numberClaim: phoneNumberId === null ? `account:${id}` : `number:${phoneNumberId}`,
});

/** Throws `StoreFault` where the secrets were sealed by a process that was given a key meanwhile, unlike this one. */
export const unsealAccount = ({ sealed, ...account }: StoredAccount, sealer: Sealer): Account => {
  if (!sealed) return account;
  try {
    if (!sealer.sealing) throw new Unsealable('there is no key');
    return withSecrets(account, sealer.unseal);
  } catch (cause) {
    throw cause instanceof Unsealable ? new StoreFault(cause) : cause;
  }
};
