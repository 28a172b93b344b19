import * as E from 'fp-ts/lib/Either.js';
import { type Account, type AccountId } from '../../model/account/account.js';
import { type Unavailable } from '../../model/errors.js';
import { type Accounts } from '../../ports/accounts.js';
import { type Clock } from '../../ports/clock.js';
import { type Damaged, type Listing } from '../../ports/store.js';

export interface FindAccountsPorts {
  readonly accounts: Pick<Accounts, 'byPhoneNumberIds' | 'byBusinessAccountIds' | 'byIds'>;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** How many ids are looked up at once, and how many accounts are read at once. Then others have their turn. */
const AT_ONCE = 100;

type Found = Promise<E.Either<Unavailable, Listing<Account>>>;

/** The accounts with any number of phone number ids. */
export const byPhoneNumberIds = ({ accounts, clock }: FindAccountsPorts, ids: readonly string[]): Found =>
  inSteps(clock, ids, (some) => accounts.byPhoneNumberIds(some)());

/** The accounts with any number of ids. */
export const byIds = ({ accounts, clock }: FindAccountsPorts, ids: readonly AccountId[]): Found =>
  inSteps(clock, ids, (some) => accounts.byIds(some)());

/** The accounts of any number of business accounts, however many each has. */
export const byBusinessAccountIds = ({ accounts, clock }: FindAccountsPorts, ids: readonly string[]): Found =>
  inSteps(clock, ids, async (some) => {
    const items: Account[] = [];
    const damaged: Damaged[] = [];
    for (let after: AccountId | null = null; ;) {
      const page = await accounts.byBusinessAccountIds(some, { after, limit: AT_ONCE })();
      if (E.isLeft(page)) return page;
      items.push(...page.right.items);
      damaged.push(...page.right.damaged);
      after = page.right.next;
      if (after === null) return E.right({ items, damaged });
      await clock.sleep(0)();
    }
  });

/** Each account once, where it came first. */
export const distinctAccounts = (accounts: readonly Account[]): readonly Account[] => [
  ...new Map(accounts.map((account) => [account.id, account])).values(),
];

/** Looks up distinct ids step by step. */
const inSteps = async <K>(
  { sleep }: Pick<Clock, 'sleep'>,
  ids: readonly K[],
  find: (some: readonly K[]) => Found,
): Found => {
  const distinct = [...new Set(ids)];
  const items: Account[] = [];
  const damaged: Damaged[] = [];
  for (let from = 0; from < distinct.length; from += AT_ONCE) {
    if (from > 0) await sleep(0)();
    const found = await find(distinct.slice(from, from + AT_ONCE));
    if (E.isLeft(found)) return found;
    items.push(...found.right.items);
    damaged.push(...found.right.damaged);
  }
  return E.right({ items, damaged });
};
