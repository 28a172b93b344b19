import { type Damaged } from '../../../../domain/ports/store.js';
import { orThrow } from '../../../../kit/or-throw.js';
import { type Sealer, Unsealable } from '../../../../kit/crypto/sealer.js';
import {
  hashUnder,
  type HashVerifyToken,
  makeTokenKey,
  type StoredTokenKey,
  unsealTokenKey,
} from '../../shared/verify-tokens.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { indexAccount } from './account-index.js';
import { accountReader, accountTables } from './account-records.js';
import { addOwnCheck, encryptionTable } from '../key-checks.js';

/** The hash of this store for verify tokens, and the damaged records that were found at the opening. */
export interface IndexedAccounts {
  readonly hash: HashVerifyToken;
  readonly damaged: readonly Damaged[];
}

/**
 * Opens the index of accounts by business account and verify token. If there is none (a store of an earlier version, or
 * one with a damaged key), it is built from all accounts in one transaction. A damaged account is left out and named.
 * Repeating it is harmless.
 */
export const indexAccounts = (environment: Environment, sealer: Sealer): Promise<IndexedAccounts> => {
  const tables = accountTables(environment);
  const { businessAccountIds, tokenKeys, verifyTokens } = tables;
  const reader = accountReader(environment.file, tables, sealer);

  const openKey = (): { readonly key: string | null; readonly damaged: readonly Damaged[] } => {
    try {
      const stored = tokenKeys.get('key');
      return { key: stored === undefined ? null : unsealTokenKey(stored, sealer), damaged: [] };
    } catch (cause) {
      if (!(cause instanceof CorruptRecord || cause instanceof Unsealable)) throw cause;
      return { key: null, damaged: [damagedKey(environment.file, cause)] };
    }
  };

  return orThrow(
    environment.write<IndexedAccounts>(() => {
      const { key, damaged } = openKey();
      if (key !== null) return { answer: { hash: hashUnder(key), damaged }, writes: [] };
      const made: StoredTokenKey = makeTokenKey(sealer);
      const hash = hashUnder(unsealTokenKey(made, sealer));
      const all = reader.all();
      return {
        answer: { hash, damaged: [...damaged, ...all.damaged] },
        writes: [
          ...businessAccountIds.keys({}).map((old) => businessAccountIds.remove(old)),
          ...verifyTokens.keys({}).map((old) => verifyTokens.remove(old)),
          ...all.items.flatMap((account) => indexAccount(tables, hash, account)),
          ...addOwnCheck(encryptionTable(environment), sealer),
          tokenKeys.put('key', made),
        ],
      };
    }),
  );
};

const damagedKey = (file: string, fault: CorruptRecord | Unsealable): Damaged => {
  const cause = fault instanceof CorruptRecord ? fault : new CorruptRecord(file, 'verify-token-key', 'key', fault);
  return { what: cause.message, cause };
};
