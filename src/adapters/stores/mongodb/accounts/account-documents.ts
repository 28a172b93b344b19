import { type Document } from 'mongodb';
import { type Account } from '../../../../domain/model/account/account.js';
import { type AppSecret } from '../../../../domain/ports/accounts.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { accountRecord, appSecretRecord, type StoredAccount, type StoredAppSecret } from '../../records/account.js';
import { unsealAccount, unsealAppSecret } from '../../shared/sealing/secrets.js';
import { type UnsealFaults } from '../../shared/sealing/unsealing.js';
import { type HashVerifyToken } from '../../shared/verify-tokens.js';
import { type Database } from '../database/database.js';
import { documents, type Kept } from '../database/documents.js';
import { CorruptDocument } from '../database/faults.js';
import { StoreFault } from '../../shared/store-fault.js';

export const accountDocuments = (database: Database) =>
  documents<StoredAccount>({ database, name: 'accounts', codec: accountRecord });

/** The same documents, of which only the part with the app secret is read. */
export const appSecretDocuments = (database: Database) =>
  documents<StoredAppSecret>({
    database,
    name: 'accounts',
    codec: appSecretRecord,
    fields: ['id', 'sealed', 'whatsapp.appSecret'],
  });

/** The value of `numberClaim` of the account that has a phone number id. */
export const numberClaim = (phoneNumberId: string): string => `number:${phoneNumberId}`;

/** The path of the business account id in the documents. Several accounts may share it. */
export const BUSINESS_ACCOUNT_ID = 'whatsapp.businessAccountId';

/**
 * The fields of an account's document besides the account, for the indexes. `numberClaim` is unique: the phone number
 * id or, without one, the account itself. `verifyTokenHash` is the hash of the verify token or, without one, a text
 * that is no hash.
 */
export const besideAccount = ({ id, whatsapp }: Account, hash: HashVerifyToken): Document => ({
  numberClaim: whatsapp.phoneNumberId === null ? `account:${id}` : numberClaim(whatsapp.phoneNumberId),
  verifyTokenHash: whatsapp.verifyToken === null ? `none:${id}` : hash(whatsapp.verifyToken),
});

/**
 * The account of a document. Throws `CorruptDocument` if one of its secrets is damaged, and `StoreFault` if another
 * process with a key has sealed them meanwhile and this process has no key.
 */
export const accountOf = ({ record }: Pick<Kept<StoredAccount>, 'record'>, sealer: Sealer): Account =>
  unsealAccount(record, sealer, unsealFaults(record.id));

/** The app secret of a document. Throws the same. */
export const appSecretOf = ({ record }: Pick<Kept<StoredAppSecret>, 'record'>, sealer: Sealer): AppSecret =>
  unsealAppSecret(record, sealer, unsealFaults(record.id));

const unsealFaults = (id: number): UnsealFaults => ({
  keyMissing: (cause) => new StoreFault(cause),
  damaged: (cause) => new CorruptDocument('accounts', String(id), cause),
});
