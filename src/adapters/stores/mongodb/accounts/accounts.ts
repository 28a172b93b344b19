import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import {
  type Account,
  type AccountDraft,
  type AccountId,
  addEntry,
  changeAccount,
  newAccount,
} from '../../../../domain/model/account.js';
import { type Accounts, type PhoneNumberIdTaken } from '../../../../domain/ports/accounts.js';
import { sealAccount } from '../../records/account.js';
import { randomKey } from '../../../../kit/random-key.js';
import { type Sealer } from '../../../../kit/sealer.js';
import { accountDocuments, claimsOf, unsealAccount } from './account-documents.js';
import { counters } from '../database/counters.js';
import { type Database } from '../database/database.js';
import { equal } from '../database/documents.js';
import { isDuplicate } from '../database/faults.js';
import { storing, storingEither } from '../database/storing.js';

/** Accounts in MongoDB, a document each. Secrets pass through the sealer on their way in and out. */
export const mongodbAccounts = (database: Database, sealer: Sealer): Accounts => {
  const accounts = accountDocuments(database);
  const nextId = counters(database);
  const find = (id: number) => accounts.first(equal({ _id: id }));

  /** Puts down what `change` makes of an account, on what others changed meanwhile anew. */
  const change = async (
    id: number,
    make: (account: Account) => Account,
  ): Promise<E.Either<PhoneNumberIdTaken, O.Option<Account>>> => {
    const kept = await find(id);
    if (kept === null) return E.right(O.none);
    const after = make(unsealAccount(kept.record, sealer));
    try {
      const isWritten = await accounts.replace(kept, sealAccount(after, sealer), claimsOf(after));
      return isWritten ? E.right(O.some(after)) : change(id, make);
    } catch (error) {
      if (isDuplicate(error)) return E.left({ _tag: 'PhoneNumberIdTaken' });
      throw error;
    }
  };

  const create = async (draft: AccountDraft): Promise<Account> => {
    const id = (await nextId('accounts')) as AccountId;
    const account = newAccount(id, draft, randomKey());
    const made = await accounts.insert(sealAccount(account, sealer), { _id: id, ...claimsOf(account) });
    return made === null ? create(draft) : account;
  };

  return {
    byId: (id) =>
      storing(async () =>
        pipe(
          O.fromNullable(await find(id)),
          O.map(({ record }) => unsealAccount(record, sealer)),
        ),
      ),
    list: storing(async () => (await accounts.all({}, { _id: 1 })).map(({ record }) => unsealAccount(record, sealer))),
    create: (draft) => storing(() => create(draft)),
    change: (id, changes) => storingEither(() => change(id, (account) => changeAccount(account, changes))),
    addEntry: (id, directory, name) =>
      storing(async () => {
        const changed = await change(id, (account) => addEntry(account, directory, name).account);
        return E.isLeft(changed)
          ? O.none
          : O.chain((account: Account) => O.fromNullable(account[directory].at(-1)))(changed.right);
      }),
  };
};
