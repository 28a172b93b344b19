import * as E from 'fp-ts/lib/Either.js';
import { type Damaged } from '../../../../domain/ports/store.js';
import { orThrow } from '../../../../kit/or-throw.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { readEach } from '../../shared/read-each.js';
import { sealStored } from '../../shared/sealing/secrets.js';
import { sealerFor, type StoreKeys } from '../../shared/sealing/store-keys.js';
import { sealTokenKey } from '../../shared/verify-tokens.js';
import { type EndpointKey } from '../events/endpoints/endpoint-tables.js';
import { allEndpoints, sealEndpoints } from '../events/endpoints/seal-endpoints.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord, RecordsUnusable } from '../lmdb/faults.js';
import { overwriteFreePages } from '../lmdb/overwrite-free-pages.js';
import { type Table, type Write } from '../lmdb/table.js';
import { type AccountTables, accountTables } from './account-records.js';
import { addOwnCheck, encryptionTable, readChecks } from '../key-checks.js';

/** A mark that stays until all old copies of secrets, in the clear or sealed with a former key, are overwritten. */
const UNCOVERED = 'uncovered';

/** The prefix of the mark of an account that was damaged when the key was set, and is therefore not sealed yet. */
const IN_THE_CLEAR = 'in-the-clear/';
/** The same of a webhook endpoint. */
const ENDPOINT_IN_THE_CLEAR = 'endpoint-in-the-clear/';

/** The sealer of a store, and the records that it could not seal because they are damaged. */
export interface OpenedSealer {
  readonly sealer: Sealer;
  readonly damaged: readonly Damaged[];
}

/**
 * The sealer for the secrets of this store. If a key is set for a store without one, its secrets are sealed in one
 * transaction, and their old copies on the disk are overwritten. A damaged record stays as it is, is named, and is
 * tried again at each opening. Throws `RecordsUnusable` if a key is wrong or missing.
 */
export const openSealer = async (environment: Environment, keys: StoreKeys): Promise<OpenedSealer> => {
  const tables = accountTables(environment);
  const marks = encryptionTable(environment);
  const { file } = environment;

  const opened = await orThrow(
    environment.write<OpenedSealer & { readonly isUncovered: boolean }>(() => {
      const checks = readChecks(marks);
      const judged = sealerFor(keys, checks);
      if (E.isLeft(judged)) throw new RecordsUnusable({ _tag: judged.left, file });
      const sealer = judged.right;
      if (!sealer.sealing) return { answer: { sealer, damaged: [], isUncovered: false }, writes: [] };
      const isNew = checks.length === 0;
      const left = namesIn(marks, IN_THE_CLEAR);
      const ids = isNew ? tables.accounts.keys({}) : left.map(Number);
      const accounts = sealAccounts(tables, sealer, ids);
      const endpointsLeft = namesIn(marks, ENDPOINT_IN_THE_CLEAR);
      const endpointKeys = isNew ? allEndpoints(environment) : endpointsLeft.map(endpointKey);
      const endpoints = sealEndpoints(environment, sealer, endpointKeys);
      const tokenKey = isNew ? sealKey(tables, sealer) : [];
      const sealed = [...accounts.writes, ...endpoints.writes, ...tokenKey];
      const hasSealed = sealed.length > 0;
      const isUncovered = marks.has(UNCOVERED) || hasSealed;
      return {
        answer: { sealer, damaged: [...accounts.damaged, ...endpoints.damaged], isUncovered },
        writes: [
          ...(isNew || hasSealed ? addOwnCheck(marks, sealer) : []),
          ...(isUncovered ? [markUncovered(marks)] : []),
          ...left.map((id) => marks.remove(IN_THE_CLEAR + id)),
          ...accounts.unsealed.map((id) => marks.put(`${IN_THE_CLEAR}${id}`, '')),
          ...endpointsLeft.map((name) => marks.remove(ENDPOINT_IN_THE_CLEAR + name)),
          ...endpoints.unsealed.map((key) => marks.put(ENDPOINT_IN_THE_CLEAR + key.join('/'), '')),
          ...sealed,
        ],
      };
    }),
  );
  if (opened.isUncovered) await coverOldCopies(environment);
  return opened;
};

/** What follows a prefix in the names of marks. */
const namesIn = (marks: Table<string, string>, prefix: string): readonly string[] =>
  marks.keys({ from: prefix, until: `${prefix}\uffff` }).map((name) => name.slice(prefix.length));

/** The key that a mark names. */
const endpointKey = (name: string): EndpointKey => {
  const [account = '', id = ''] = name.split('/');
  return [Number(account), id];
};

/** Marks that free pages hold old copies of secrets. It belongs in the transaction that replaces them. */
export const markUncovered = (marks: Table<string, string>): Write => marks.put(UNCOVERED, '');

/** Overwrites the old copies of secrets on free pages. If it is interrupted, the next opening does it again. */
export const coverOldCopies = async (environment: Environment): Promise<void> => {
  const marks = encryptionTable(environment);
  await overwriteFreePages(environment, marks);
  await orThrow(environment.write(() => ({ answer: undefined, writes: [marks.remove(UNCOVERED)] })));
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
    writes: items.filter(({ sealed }) => !sealed).map((one) => accounts.put(one.id, sealStored(one, sealer))),
    damaged,
    unsealed: ids.filter((id) => !read.has(id) && accounts.has(id)),
  };
};

/** Seals the key that verify tokens are hashed with. If the key is damaged, the index is built again with a new one. */
const sealKey = ({ tokenKeys }: AccountTables, sealer: Sealer): readonly Write[] => {
  const { items } = readEach(['key'] as const, tokenKeys.get, CorruptRecord);
  return items.filter(({ sealed }) => !sealed).map(({ key }) => tokenKeys.put('key', sealTokenKey(key, sealer)));
};
