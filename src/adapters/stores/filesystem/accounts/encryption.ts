import * as t from 'io-ts';
import { sealAccount } from '../../records/account.js';
import { orThrow } from '../../../../kit/or-throw.js';
import { keySealer, plainSealer, type Sealer, Unsealable } from '../../../../kit/sealer.js';
import { accountReader, accountTables } from './account-records.js';
import { type Environment } from '../lmdb/environment.js';
import { RecordsUnusable } from '../lmdb/faults.js';
import { overwriteFreePages } from '../lmdb/overwrite-free-pages.js';

/** What the store remembers of its key: a known text sealed with it. */
const CHECK_TEXT = 'these secrets are sealed';

/** A mark that stands until what was stored in the clear has been written over. */
const UNCOVERED = 'uncovered';

/**
 * The sealer for the secrets of this store. A key that is set over a store without one seals what is there, in one
 * transaction, and what that leaves of it on the disk is written over. Throws `RecordsUnusable` for a key that is not
 * the store's, or is missing.
 */
export const openSealer = async (environment: Environment, key: Uint8Array | null): Promise<Sealer> => {
  const { accounts } = accountTables(environment);
  const checks = environment.table<string, string>({ name: 'encryption', codec: t.string, show: String });
  const { file } = environment;
  const sealer = key === null ? plainSealer : keySealer(key);
  const plain = accountReader(accounts, plainSealer);

  const isUncovered = await orThrow(
    environment.write(() => {
      const check = checks.get('check');
      if (check !== undefined) {
        if (key === null) throw new RecordsUnusable({ _tag: 'KeyMissing', file });
        if (!opens(sealer, check)) throw new RecordsUnusable({ _tag: 'WrongKey', file });
        return { answer: checks.has(UNCOVERED), writes: [] };
      }
      if (key === null) return { answer: false, writes: [] };
      const accountsInTheClear = plain.all();
      return {
        answer: accountsInTheClear.length > 0,
        writes: [
          checks.put('check', sealer.seal(CHECK_TEXT)),
          ...(accountsInTheClear.length > 0 ? [checks.put(UNCOVERED, '')] : []),
          ...accountsInTheClear.map((account) => accounts.put(account.id, sealAccount(account, sealer))),
        ],
      };
    }),
  );
  if (isUncovered) {
    await overwriteFreePages(environment, checks);
    await orThrow(environment.write(() => ({ answer: undefined, writes: [checks.remove(UNCOVERED)] })));
  }
  return sealer;
};

const opens = (sealer: Sealer, check: string): boolean => {
  try {
    return sealer.unseal(check) === CHECK_TEXT;
  } catch (error) {
    if (error instanceof Unsealable) return false;
    throw error;
  }
};
