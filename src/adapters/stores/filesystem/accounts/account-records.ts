import * as t from 'io-ts';
import { type Account, type AccountId } from '../../../../domain/model/account/account.js';
import { type AppSecret, type Page, type PageOf } from '../../../../domain/ports/accounts.js';
import { type Listing } from '../../../../domain/ports/store.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { accountRecord, appSecretRecord, type StoredAccount, type StoredAppSecret } from '../../records/account.js';
import { positive } from '../../records/codecs.js';
import { readEach } from '../../shared/read-each.js';
import { unsealAccount, unsealAppSecret } from '../../shared/sealing/secrets.js';
import { type UnsealFaults } from '../../shared/sealing/unsealing.js';
import { type StoredTokenKey, tokenKeyRecord } from '../../shared/verify-tokens.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { StoreFault } from '../../shared/store-fault.js';
import { firstOf } from './id-page.js';

/** How many decoded accounts are remembered. They are looked up for each request; all others are decoded each time. */
const REMEMBERED = 1_000;

/** A value that several accounts may share, and one of these accounts. */
export type SharedKey = readonly [value: string, account: number];

export const accountTables = (environment: Environment) => ({
  accounts: environment.table<number, StoredAccount>({
    name: 'accounts',
    codec: accountRecord,
    show: String,
    remember: REMEMBERED,
  }),
  /** The same records, of which only the part with the app secret is read. */
  appSecrets: environment.table<number, StoredAppSecret>({ name: 'accounts', codec: appSecretRecord, show: String }),
  /** The account of each phone number id. */
  phoneNumberIds: environment.table<string, number>({ name: 'phone-number-ids', codec: positive, show: String }),
  /** The accounts that had each phone number id before. */
  formerPhoneNumberIds: environment.table<SharedKey, true>({
    name: 'former-phone-number-ids',
    codec: t.literal(true),
    show: String,
  }),
  /** The accounts of each business account. */
  businessAccountIds: environment.table<SharedKey, true>({
    name: 'business-account-ids',
    codec: t.literal(true),
    show: String,
  }),
  /** The accounts of each hash of a verify token. */
  verifyTokens: environment.table<SharedKey, true>({ name: 'verify-tokens', codec: t.literal(true), show: String }),
  /** The key that verify tokens are hashed with. It exists once all accounts are in the two tables above. */
  tokenKeys: environment.table<'key', StoredTokenKey>({
    name: 'verify-token-key',
    codec: tokenKeyRecord,
    show: String,
  }),
  /** The id of the newest account, in a single record. */
  lastId: environment.table<'account', number>({ name: 'last-account-id', codec: positive, show: String }),
});

export type AccountTables = ReturnType<typeof accountTables>;

export interface AccountReader {
  /** Throws `CorruptRecord` if the record or one of its secrets is damaged. */
  readonly get: (id: number) => Account | undefined;
  /** The accounts with these ids, in their order. */
  readonly each: (ids: readonly number[]) => Listing<Account>;
  readonly all: () => Listing<Account>;
  readonly appSecrets: (page: PageOf) => Page<AppSecret>;
}

/** Decodes and unseals accounts, each once while its record stays the same. */
export const accountReader = (
  file: string,
  { accounts, appSecrets }: Pick<AccountTables, 'accounts' | 'appSecrets'>,
  sealer: Sealer,
): AccountReader => {
  const opened = new WeakMap<StoredAccount, Account>();
  const open = (stored: StoredAccount): Account => {
    const known = opened.get(stored);
    if (known !== undefined) return known;
    const account = unsealAccount(stored, sealer, unsealFaults(file, stored.id));
    opened.set(stored, account);
    return account;
  };
  const get = (id: number): Account | undefined => {
    const stored = accounts.get(id);
    return stored === undefined ? undefined : open(stored);
  };
  const each = (ids: readonly number[]): Listing<Account> => readEach(ids, get, CorruptRecord);
  const appSecret = (id: number): AppSecret | undefined => {
    const stored = appSecrets.get(id);
    return stored === undefined ? undefined : unsealAppSecret(stored, sealer, unsealFaults(file, id));
  };
  return {
    get,
    each,
    all: () => each(accounts.keys({})),
    appSecrets: ({ after, limit }) => {
      const { ids, next } = firstOf(accounts.keys({ from: (after ?? 0) + 1, limit: limit + 1 }), limit);
      return { ...readEach(ids, appSecret, CorruptRecord), next: next as AccountId | null };
    },
  };
};

const unsealFaults = (file: string, id: number): UnsealFaults => ({
  keyMissing: (cause) => new StoreFault(cause),
  damaged: (cause) => new CorruptRecord(file, 'accounts', String(id), cause),
});
