import { sequenceT } from 'fp-ts/lib/Apply.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Unavailable } from '../../model/errors.js';
import { type Accounts } from '../../ports/accounts.js';
import { type NamedIds } from '../../ports/notifications.js';
import { type Listing, type Stored } from '../../ports/store.js';
import { distinctAccounts } from './find-accounts.js';

export type NamedAccountsPort = Pick<Accounts, 'byPhoneNumberIds' | 'byBusinessAccountIds' | 'byIds'>;

/** How many accounts of the named business accounts are read. Those of one business account have one app. */
const MOST_OF_BUSINESS = 32;

/**
 * The accounts that an unsigned body seems to name, each once, in the order in which their secrets are tried: first those
 * that have its phone numbers, then those of its business accounts, then those of its marks, and last those that had its
 * phone numbers before. It takes at most three queries.
 */
export const namedAccounts = (
  accounts: NamedAccountsPort,
  { phoneNumberIds, businessAccountIds, accountIds }: NamedIds,
): TE.TaskEither<Unavailable, Listing<Account>> =>
  pipe(
    sequenceT(TE.ApplyPar)(
      asked(accounts.byPhoneNumberIds, phoneNumberIds),
      asked((ids) => accounts.byBusinessAccountIds(ids, { after: null, limit: MOST_OF_BUSINESS }), businessAccountIds),
      asked(accounts.byIds, accountIds),
    ),
    TE.map((found) => {
      const numbers = new Set<string | null>(phoneNumberIds);
      const rank = ({ whatsapp, formerPhoneNumberIds }: Account): number => {
        if (numbers.has(whatsapp.phoneNumberId)) return 0;
        return formerPhoneNumberIds.some((id) => numbers.has(id)) ? 2 : 1;
      };
      const named = distinctAccounts(found.flatMap(({ items }) => items));
      return {
        items: named.toSorted((one, other) => rank(one) - rank(other)),
        damaged: found.flatMap(({ damaged }) => damaged),
      };
    }),
  );

/** A body that names no id asks the store nothing. */
const asked = <K>(
  find: (ids: readonly K[]) => Stored<Listing<Account>>,
  ids: readonly K[],
): Stored<Listing<Account>> => (ids.length === 0 ? TE.right({ items: [], damaged: [] }) : find(ids));
