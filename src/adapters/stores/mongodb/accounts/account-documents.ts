import { type Document } from 'mongodb';
import { type Account } from '../../../../domain/model/account/account.js';
import { type Sealer } from '../../../../kit/sealer.js';
import { accountRecord, type StoredAccount } from '../../records/account.js';
import { unsealAccount } from '../../shared/secrets.js';
import { type HashVerifyToken } from '../../shared/verify-tokens.js';
import { type Database } from '../database/database.js';
import { documents, type Kept } from '../database/documents.js';
import { CorruptDocument } from '../database/faults.js';
import { StoreFault } from '../../shared/store-fault.js';

export const accountDocuments = (database: Database) =>
  documents<StoredAccount>({ database, name: 'accounts', codec: accountRecord });

/** The value of `numberClaim` of the account that has a phone number id. */
export const numberClaim = (phoneNumberId: string): string => `number:${phoneNumberId}`;

/** Where the documents hold the business account id, which several may share. */
export const BUSINESS_ACCOUNT_ID = 'whatsapp.businessAccountId';

/**
 * What an account's document holds beside the account, for the indexes. `numberClaim` is unique: the phone number id,
 * or where there is none, the account itself. `verifyTokenHash` is the hash of the verify token, or where there is
 * none, a text that no hash is.
 */
export const besideAccount = ({ id, whatsapp }: Account, hash: HashVerifyToken): Document => ({
  numberClaim: whatsapp.phoneNumberId === null ? `account:${id}` : numberClaim(whatsapp.phoneNumberId),
  verifyTokenHash: whatsapp.verifyToken === null ? `none:${id}` : hash(whatsapp.verifyToken),
});

/**
 * The account of a document. Throws `CorruptDocument` where one of its secrets is damaged, and `StoreFault` where
 * they were sealed by a process that was given a key meanwhile, unlike this one.
 */
export const accountOf = ({ record }: Pick<Kept<StoredAccount>, 'record'>, sealer: Sealer): Account =>
  unsealAccount(record, sealer, {
    keyMissing: (cause) => new StoreFault(cause),
    damaged: (cause) => new CorruptDocument('accounts', String(record.id), cause),
  });
