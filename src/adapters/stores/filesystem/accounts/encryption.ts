import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type Damaged } from '../../../../domain/ports/store.js';
import { orThrow } from '../../../../kit/or-throw.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { readEach } from '../../shared/read-each.js';
import { checkOf, sealAccount, sealerFor } from '../../shared/secrets.js';
import { sealTokenKey } from '../../shared/verify-tokens.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord, RecordsUnusable } from '../lmdb/faults.js';
import { overwriteFreePages } from '../lmdb/overwrite-free-pages.js';
import { type Write } from '../lmdb/table.js';
import { type AccountTables, accountTables } from './account-records.js';

/** A mark that stays until all secrets that were stored in the clear are overwritten. */
const UNCOVERED = 'uncovered';

/** The prefix of the mark of an account that was damaged when the key was set, and is therefore not sealed yet. */
const IN_THE_CLEAR = 'in-the-clear/';

/** The sealer of a store, and the accounts that it could not seal because they are damaged. */
export interface OpenedSealer {
  readonly sealer: Sealer;
  readonly damaged: readonly Damaged[];
}

/**
 * The sealer for the secrets of this store. If a key is set for a store without one, its secrets are sealed in one
 * transaction, and their old copies on the disk are overwritten. A damaged account stays as it is, is named, and is
 * tried again at each opening. Throws `RecordsUnusable` if the key is wrong or missing.
 */
export const openSealer = async (environment: Environment, key: Uint8Array | null): Promise<OpenedSealer> => {
  const tables = accountTables(environment);
  const checks = environment.table<string, string>({ name: 'encryption', codec: t.string, show: String });
  const { file } = environment;

  const opened = await orThrow(
    environment.write<OpenedSealer & { readonly isUncovered: boolean }>(() => {
      const check = checks.get('check') ?? null;
      const judged = sealerFor(key, check);
      if (E.isLeft(judged)) throw new RecordsUnusable({ _tag: judged.left, file });
      const sealer = judged.right;
      if (!sealer.sealing) return { answer: { sealer, damaged: [], isUncovered: false }, writes: [] };
      const left = checks.keys({ from: IN_THE_CLEAR, until: `${IN_THE_CLEAR}\uffff` });
      const ids =
        check === null ? tables.accounts.keys({}) : left.map((name) => Number(name.slice(IN_THE_CLEAR.length)));
      const { writes, damaged, unsealed } = sealAccounts(tables, sealer, ids);
      const tokenKey = check === null ? sealKey(tables, sealer) : [];
      const isUncovered = checks.has(UNCOVERED) || writes.length + tokenKey.length > 0;
      return {
        answer: { sealer, damaged, isUncovered },
        writes: [
          ...(check === null ? [checks.put('check', checkOf(sealer))] : []),
          ...(isUncovered ? [checks.put(UNCOVERED, '')] : []),
          ...left.map(checks.remove),
          ...unsealed.map((id) => checks.put(`${IN_THE_CLEAR}${id}`, '')),
          ...tokenKey,
          ...writes,
        ],
      };
    }),
  );
  if (opened.isUncovered) {
    await overwriteFreePages(environment, checks);
    await orThrow(environment.write(() => ({ answer: undefined, writes: [checks.remove(UNCOVERED)] })));
  }
  return opened;
};

interface Sealing {
  readonly writes: readonly Write[];
  readonly damaged: readonly Damaged[];
  /** The accounts that are damaged. */
  readonly unsealed: readonly number[];
}

const sealAccounts = ({ accounts }: AccountTables, sealer: Sealer, ids: readonly number[]): Sealing => {
  const { items, damaged } = readEach(ids, accounts.get, CorruptRecord);
  const read = new Set<number>(items.map(({ id }) => id));
  return {
    writes: items.filter(({ sealed }) => !sealed).map((one) => accounts.put(one.id, sealAccount(one, sealer))),
    damaged,
    unsealed: ids.filter((id) => !read.has(id) && accounts.has(id)),
  };
};

/** Seals the key that verify tokens are hashed with. If the key is damaged, the index is built again with a new one. */
const sealKey = ({ tokenKeys }: AccountTables, sealer: Sealer): readonly Write[] => {
  const { items } = readEach(['key'] as const, tokenKeys.get, CorruptRecord);
  return items.filter(({ sealed }) => !sealed).map(({ key }) => tokenKeys.put('key', sealTokenKey(key, sealer)));
};
