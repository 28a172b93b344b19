import { type Account, type Entry, type Limits } from '../../domain/account.js';
import { type Sealer, Unsealable } from '../../kit/sealer.js';
import { accountId, list, number, orNull, positive, record, text, yesNo } from './codecs.js';
import { type Environment } from './environment.js';
import { StoreFault } from './faults.js';
import { type Table } from './table.js';

/** An account as it is written: its secrets sealed or, in a store without a key, as they are. */
export interface StoredAccount extends Account {
  readonly sealed: boolean;
}

const entries = list(record<Entry>('entry', { id: positive, name: text }));

const account = record<StoredAccount>('account', {
  id: accountId,
  name: text,
  whatsapp: record<Account['whatsapp']>('whatsapp', {
    phoneNumberId: orNull(text),
    businessAccountId: orNull(text),
    accessToken: orNull(text),
    appSecret: orNull(text),
    verifyToken: orNull(text),
  }),
  webhook: orNull(record<NonNullable<Account['webhook']>>('webhook', { url: text, secret: text })),
  stopWords: list(text),
  startWords: list(text),
  defaults: record<Account['defaults']>('defaults', {
    status: orNull(positive),
    source: orNull(positive),
    assignedTo: orNull(positive),
  }),
  limits: record<Limits>('limits', { contacts: number, conversations: number, apiCallsPerMinute: number }),
  staff: entries,
  groups: entries,
  statuses: entries,
  sources: entries,
  mediaKey: text,
  demo: yesNo,
  sealed: yesNo,
});

/** Accounts that are looked up for each request; more than this of them are decoded anew. */
const REMEMBERED = 1_000;

export const accountTables = (environment: Environment) => ({
  accounts: environment.table<number, StoredAccount>({
    name: 'accounts',
    codec: account,
    show: String,
    remember: REMEMBERED,
  }),
  /** Which account has each phone number id. */
  phoneNumberIds: environment.table<string, number>({ name: 'phone-number-ids', codec: positive, show: String }),
  /** The id of the newest account, under one key. */
  lastId: environment.table<'account', number>({ name: 'last-account-id', codec: positive, show: String }),
});

/** The account with every secret passed through `change`. */
const withSecrets = (account: Account, change: (secret: string) => string): Account => {
  const orNot = (secret: string | null): string | null => (secret === null ? null : change(secret));
  const { whatsapp, webhook } = account;
  return {
    ...account,
    whatsapp: {
      ...whatsapp,
      accessToken: orNot(whatsapp.accessToken),
      appSecret: orNot(whatsapp.appSecret),
      verifyToken: orNot(whatsapp.verifyToken),
    },
    webhook: webhook === null ? null : { ...webhook, secret: change(webhook.secret) },
  };
};

export const sealAccount = (account: Account, { sealing, seal }: Sealer): StoredAccount => ({
  ...withSecrets(account, seal),
  sealed: sealing,
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
