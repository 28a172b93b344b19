import * as E from 'fp-ts/lib/Either.js';
import { type Account, type AccountId } from '../../model/account/account.js';
import { type Unavailable } from '../../model/errors.js';
import { type Instant, SECOND } from '../../model/time.js';
import { type Accounts } from '../../ports/accounts.js';
import { type Clock } from '../../ports/clock.js';
import { type Damaged, type Stored } from '../../ports/store.js';

export interface KnownSecretsPorts {
  readonly accounts: Pick<Accounts, 'appSecrets'>;
  readonly clock: Clock;
  /** The app secret for accounts without one: the sandbox's, or null. */
  readonly sandboxSecret: string | null;
  readonly onDamaged: (damaged: Damaged) => void;
}

/** The accounts of each app secret, lowest id first. */
export type AccountsOfSecrets = ReadonlyMap<string, readonly AccountId[]>;

/**
 * The app secrets of all accounts, in memory. They are read at most every 10 s, only when asked for, and in small steps
 * (SAFETY N4). The last secret of an account whose record is damaged since stays.
 */
export interface KnownSecrets {
  /** The secret that signs for an account; null: none. */
  readonly secretOf: (account: Account) => string | null;
  /** Whether the secret of an account, or that it has none, is its own matter: false where the sandbox's stands in. */
  readonly isOwn: (account: Account) => boolean;
  /** Every secret. A change of an account counts within 10 s. */
  readonly all: Stored<AccountsOfSecrets>;
  /** Remembers the secrets of accounts that were read. */
  readonly learn: (accounts: readonly Account[]) => void;
}

/** How old the secrets may be when they are used. */
const MAX_AGE = 10 * SECOND;

/** How many secrets are read at once. Then others have their turn. */
const AT_ONCE = 200;

export const makeKnownSecrets = ({ accounts, clock, sandboxSecret, onDamaged }: KnownSecretsPorts): KnownSecrets => {
  const secrets = new Map<AccountId, string>();
  let grouped: AccountsOfSecrets | null = null;
  let loadedAt: Instant | null = null;
  let loading: Promise<E.Either<Unavailable, void>> | null = null;

  const remember = (id: AccountId, own: string | null): void => {
    const secret = own ?? sandboxSecret;
    if (secrets.get(id) === (secret ?? undefined)) return;
    if (secret === null) secrets.delete(id);
    else secrets.set(id, secret);
    grouped = null;
  };

  const load = async (): Promise<E.Either<Unavailable, void>> => {
    const begun = clock.now();
    for (let after: AccountId | null = null; ;) {
      const page = await accounts.appSecrets({ after, limit: AT_ONCE })();
      if (E.isLeft(page)) return page;
      page.right.damaged.forEach(onDamaged);
      for (const { accountId, secret } of page.right.items) remember(accountId, secret);
      after = page.right.next;
      if (after === null) break;
      await clock.sleep(0)();
    }
    loadedAt = begun;
    return E.right(undefined);
  };

  // The clock may be set back.
  const isFresh = (): boolean => loadedAt !== null && Math.abs(clock.now() - loadedAt) < MAX_AGE;

  return {
    secretOf: ({ whatsapp }) => whatsapp.appSecret ?? sandboxSecret,
    isOwn: ({ whatsapp }) => whatsapp.appSecret !== null || sandboxSecret === null,
    all: async () => {
      if (!isFresh()) {
        loading ??= load().finally(() => (loading = null));
        const loaded = await loading;
        if (E.isLeft(loaded)) return loaded;
      }
      return E.right((grouped ??= groupedBySecret(secrets)));
    },
    learn: (read) => read.forEach(({ id, whatsapp }) => remember(id, whatsapp.appSecret)),
  };
};

const groupedBySecret = (secrets: ReadonlyMap<AccountId, string>): AccountsOfSecrets => {
  const grouped = new Map<string, AccountId[]>();
  for (const [id, secret] of [...secrets].sort(([one], [other]) => one - other)) {
    const ids = grouped.get(secret);
    if (ids === undefined) grouped.set(secret, [id]);
    else ids.push(id);
  }
  return grouped;
};
