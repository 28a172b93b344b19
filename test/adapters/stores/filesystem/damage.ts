import * as t from 'io-ts';
import { accountTables } from '../../../../src/adapters/stores/filesystem/accounts/account-records.js';
import { tokenTables } from '../../../../src/adapters/stores/filesystem/accounts/tokens.js';
import { type Environment } from '../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type TableName } from '../../../../src/adapters/stores/filesystem/lmdb/table-names.js';
import { orThrow } from '../../../../src/kit/or-throw.js';

type Key = string | number | readonly [account: number, id: number];

/** Writes something into a table that is no record of it. */
const spoil = (environment: Environment, name: TableName, key: Key, junk: unknown): Promise<void> => {
  const table = environment.table<Key, unknown>({ name, codec: t.unknown, show: String });
  return orThrow(environment.write(() => ({ answer: undefined, writes: [table.put(key, junk)] })));
};

export const damageAccount = ({ environment }: { readonly environment: Environment }, id: number): Promise<void> =>
  spoil(environment, 'accounts', id, { id, name: 'no more than this' });

export const damageMessage = (
  { environment }: { readonly environment: Environment },
  account: number,
  id: number,
): Promise<void> => spoil(environment, 'messages', [account, id], 'damaged');

export const damageContact = (
  { environment }: { readonly environment: Environment },
  account: number,
  id: number,
): Promise<void> => spoil(environment, 'contacts', [account, id], 'damaged');

/** Damages one secret of an account that is stored sealed; all else of it stays as it is. */
export const damageSecret = async (
  { environment }: { readonly environment: Environment },
  id: number,
): Promise<void> => {
  const { accounts } = accountTables(environment);
  const stored = await orThrow(environment.read(() => accounts.get(id)));
  if (stored?.sealed !== true) throw new TypeError('there is no sealed secret to damage');
  await spoil(environment, 'accounts', id, { ...stored, whatsapp: { ...stored.whatsapp, appSecret: 'v1.damaged' } });
};

export const damageToken = async (
  { environment }: { readonly environment: Environment },
  hash: string,
): Promise<void> => {
  const { tokens } = tokenTables(environment);
  if (!(await orThrow(environment.read(() => tokens.has(hash))))) throw new TypeError('there is no token to damage');
  await spoil(environment, 'tokens', hash, 'damaged');
};

export const damageTokenKey = ({ environment }: { readonly environment: Environment }): Promise<void> =>
  spoil(environment, 'verify-token-key', 'key', 'damaged');
