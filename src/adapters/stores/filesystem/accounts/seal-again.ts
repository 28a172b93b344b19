import { type Damaged } from '../../../../domain/ports/store.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { orThrow } from '../../../../kit/or-throw.js';
import { readEach } from '../../shared/read-each.js';
import { type SealedAgain } from '../../shared/sealing/sealed-again.js';
import { needsSealing, sealAccount } from '../../shared/sealing/secrets.js';
import { sealTokenKey, unsealTokenKey } from '../../shared/verify-tokens.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { type Write } from '../lmdb/table.js';
import { sealEndpointsAgain } from '../events/endpoints/seal-endpoints.js';
import { accountReader, type AccountTables, accountTables } from './account-records.js';
import { coverOldCopies, markUncovered } from './encryption.js';
import { encryptionTable, keepOwnCheck } from '../key-checks.js';

/**
 * Seals again, with the key that seals, every secret that the other key sealed: in one transaction, from which on the
 * store needs that other key no more. Old copies on free pages are overwritten. What is damaged stays as it is, and is
 * named.
 */
export const sealAgain = async (environment: Environment, sealer: Sealer): Promise<SealedAgain> => {
  const tables = accountTables(environment);
  const marks = encryptionTable(environment);
  const { accounts } = tables;
  const reader = accountReader(environment.file, tables, sealer);

  const done = await orThrow(
    environment.write<SealedAgain & { readonly hasOldCopies: boolean }>(() => {
      const { items, damaged } = readEach(accounts.keys({}), accounts.get, CorruptRecord);
      const due = items.filter((stored) => needsSealing(stored, sealer)).map(({ id }) => id);
      const opened = reader.each(due);
      const endpoints = sealEndpointsAgain(environment, sealer);
      const writes = [
        ...opened.items.map((account) => accounts.put(account.id, sealAccount(account, sealer))),
        ...endpoints.writes,
        ...sealKeyAgain(tables, sealer),
      ];
      const allDamaged: readonly Damaged[] = [...damaged, ...opened.damaged, ...endpoints.damaged];
      const hasOldCopies = writes.length > 0;
      return {
        answer: { accounts: opened.items.length, damaged: allDamaged, hasOldCopies },
        writes: [...writes, ...keepOwnCheck(marks, sealer), ...(hasOldCopies ? [markUncovered(marks)] : [])],
      };
    }),
  );
  if (done.hasOldCopies) await coverOldCopies(environment);
  return done;
};

/** The key that verify tokens are hashed with. A damaged one was replaced when the index was opened. */
const sealKeyAgain = ({ tokenKeys }: AccountTables, sealer: Sealer): readonly Write[] => {
  const stored = tokenKeys.get('key');
  if (stored === undefined || (stored.sealed && sealer.sealedIt(stored.key))) return [];
  return [tokenKeys.put('key', sealTokenKey(unsealTokenKey(stored, sealer), sealer))];
};
