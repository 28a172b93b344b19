import { sequenceT } from 'fp-ts/lib/Apply.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Unavailable } from '../../model/errors.js';
import { type Accounts } from '../../ports/accounts.js';
import { type NamedIds } from '../../ports/notifications.js';
import { type Damaged, type Listing, type Stored } from '../../ports/store.js';

/** The accounts that a body names, and the damaged records among them. */
export interface NamedAccounts {
  /** Lowest id first, each once. */
  readonly accounts: readonly Account[];
  readonly damaged: {
    readonly byPhoneNumber: readonly Damaged[];
    readonly byBusinessAccount: readonly Damaged[];
  };
}

export type NamedAccountsPort = Pick<Accounts, 'byPhoneNumberIds' | 'byBusinessAccountIds'>;

/** Looks up the accounts that a body names, with at most two queries to the store for any number of ids. */
export const namedAccounts = (
  accounts: NamedAccountsPort,
  { phoneNumberIds, businessAccountIds }: NamedIds,
): TE.TaskEither<Unavailable, NamedAccounts> =>
  pipe(
    sequenceT(TE.ApplyPar)(
      asked(accounts.byPhoneNumberIds, phoneNumberIds),
      asked(accounts.byBusinessAccountIds, businessAccountIds),
    ),
    TE.map(([phones, businesses]) => ({
      accounts: [...new Map([...phones.items, ...businesses.items].map((one) => [one.id, one])).values()].sort(
        (a, b) => a.id - b.id,
      ),
      damaged: { byPhoneNumber: phones.damaged, byBusinessAccount: businesses.damaged },
    })),
  );

/** A body that names no id asks the store nothing. */
const asked = (find: NamedAccountsPort['byPhoneNumberIds'], ids: readonly string[]): Stored<Listing<Account>> =>
  ids.length === 0 ? TE.right({ items: [], damaged: [] }) : find(ids);
