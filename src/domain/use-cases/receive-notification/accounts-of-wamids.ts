import * as E from 'fp-ts/lib/Either.js';
import { type Account, type AccountId } from '../../model/account/account.js';
import { type Unavailable } from '../../model/errors.js';
import { type KnownWamid, type Messages } from '../../ports/messages.js';
import { type Listing } from '../../ports/store.js';
import { byIds, type FindAccountsPorts } from './find-accounts.js';
import { type KnownSecrets } from './known-secrets.js';

export interface AccountsOfWamidsPorts extends FindAccountsPorts {
  readonly messages: Pick<Messages, 'withWamids'>;
  readonly secrets: KnownSecrets;
}

/** The accounts that have messages with some wamids, by the wamid. */
export interface AccountsOfWamids extends Pick<Listing<Account>, 'damaged'> {
  readonly byWamid: ReadonlyMap<string, readonly Account[]>;
}

/** How many pairs of an account and a wamid are looked up at once. Then others have their turn. */
const PAIRS = 2_000;
const MOST_WAMIDS = 100;

/** Looks wamids up among the accounts with this app secret. */
export const accountsOfWamids = async (
  ports: AccountsOfWamidsPorts,
  secret: string,
  wamids: readonly string[],
): Promise<E.Either<Unavailable, AccountsOfWamids>> => {
  if (wamids.length === 0) return E.right({ byWamid: new Map(), damaged: [] });
  const all = await ports.secrets.all();
  if (E.isLeft(all)) return all;
  const pairs = await pairsOf(ports, all.right.get(secret) ?? [], [...new Set(wamids)]);
  if (E.isLeft(pairs)) return pairs;
  const found = await byIds(
    ports,
    pairs.right.map(({ accountId }) => accountId),
  );
  if (E.isLeft(found)) return found;
  const accounts = new Map(found.right.items.map((account) => [account.id, account]));
  const byWamid = new Map<string, readonly Account[]>();
  for (const { accountId, wamid } of pairs.right) {
    const account = accounts.get(accountId);
    if (account !== undefined) byWamid.set(wamid, [...(byWamid.get(wamid) ?? []), account]);
  }
  return E.right({ byWamid, damaged: found.right.damaged });
};

const pairsOf = async (
  { messages, clock }: AccountsOfWamidsPorts,
  accounts: readonly AccountId[],
  wamids: readonly string[],
): Promise<E.Either<Unavailable, readonly KnownWamid[]>> => {
  const pairs: KnownWamid[] = [];
  const size = Math.min(wamids.length, MOST_WAMIDS);
  const step = Math.floor(PAIRS / size);
  for (let from = 0; from < wamids.length; from += size)
    for (let first = 0; first < accounts.length; first += step) {
      if (from + first > 0) await clock.sleep(0)();
      const some = await messages.withWamids(accounts.slice(first, first + step), wamids.slice(from, from + size))();
      if (E.isLeft(some)) return some;
      pairs.push(...some.right);
    }
  return E.right(pairs);
};
