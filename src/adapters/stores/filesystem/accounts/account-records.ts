import { type Account, withSecrets } from '../../../../domain/model/account.js';
import { accountRecord, type StoredAccount } from '../../records/account.js';
import { positive } from '../../records/codecs.js';
import { type Sealer, Unsealable } from '../../../../kit/sealer.js';
import { type Environment } from '../lmdb/environment.js';
import { StoreFault } from '../lmdb/faults.js';
import { type Table } from '../lmdb/table.js';

/** Accounts that are looked up for each request; more than this of them are decoded anew. */
const REMEMBERED = 1_000;

export const accountTables = (environment: Environment) => ({
  accounts: environment.table<number, StoredAccount>({
    name: 'accounts',
    codec: accountRecord,
    show: String,
    remember: REMEMBERED,
  }),
  /** Which account has each phone number id. */
  phoneNumberIds: environment.table<string, number>({ name: 'phone-number-ids', codec: positive, show: String }),
  /** The id of the newest account, under one key. */
  lastId: environment.table<'account', number>({ name: 'last-account-id', codec: positive, show: String }),
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

/** Opens accounts, each once for as long as its record stays the same. */
export const accountReader = (accounts: Table<number, StoredAccount>, sealer: Sealer) => {
  const opened = new WeakMap<StoredAccount, Account>();
  const open = (stored: StoredAccount): Account => {
    const known = opened.get(stored);
    if (known !== undefined) return known;
    const account = unsealAccount(stored, sealer);
    opened.set(stored, account);
    return account;
  };
  return {
    get: (id: number): Account | undefined => {
      const stored = accounts.get(id);
      return stored === undefined ? undefined : open(stored);
    },
    all: (): readonly Account[] => accounts.entries({}).map(([, stored]) => open(stored)),
  };
};
