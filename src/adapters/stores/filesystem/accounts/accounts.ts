import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import {
  type Account,
  type AccountChanges,
  type AccountId,
  addEntry,
  changeAccount,
  type Entry,
  newAccount,
} from '../../../../domain/model/account.js';
import { type Accounts, type PhoneNumberIdTaken } from '../../../../domain/ports/accounts.js';
import { sealAccount } from '../../records/account.js';
import { randomKey } from '../../../../kit/random-key.js';
import { type Sealer } from '../../../../kit/sealer.js';
import { accountReader, accountTables } from './account-records.js';
import { type Environment } from '../lmdb/environment.js';
import { type Write } from '../lmdb/table.js';

/** Accounts in LMDB. Secrets pass through the sealer on their way in and out. */
export const filesystemAccounts = (environment: Environment, sealer: Sealer): Accounts => {
  const { accounts, phoneNumberIds, lastId } = accountTables(environment);
  const reader = accountReader(accounts, sealer);
  const put = (account: Account): Write => accounts.put(account.id, sealAccount(account, sealer));

  /** Gives one phone number id up for another. Left: another account has it. */
  const movePhoneNumberId = (before: Account, after: Account): E.Either<PhoneNumberIdTaken, readonly Write[]> => {
    const [old, now] = [before.whatsapp.phoneNumberId, after.whatsapp.phoneNumberId];
    if (old === now) return E.right([]);
    const holder = now === null ? undefined : phoneNumberIds.get(now);
    if (holder !== undefined && holder !== after.id) return E.left({ _tag: 'PhoneNumberIdTaken' });
    return E.right([
      ...(old === null ? [] : [phoneNumberIds.remove(old)]),
      ...(now === null ? [] : [phoneNumberIds.put(now, after.id)]),
    ]);
  };

  const change = (id: AccountId, changes: AccountChanges) =>
    environment.writeEither<PhoneNumberIdTaken, O.Option<Account>>(() => {
      const before = reader.get(id);
      if (before === undefined) return E.right({ answer: O.none, writes: [] });
      const after = changeAccount(before, changes);
      return E.map((moves: readonly Write[]) => ({ answer: O.some(after), writes: [put(after), ...moves] }))(
        movePhoneNumberId(before, after),
      );
    });

  return {
    byId: (id) => environment.read(() => O.fromNullable(reader.get(id))),
    list: environment.read(reader.all),
    change,

    create: (draft) =>
      environment.write(() => {
        const id = ((lastId.get('account') ?? 0) + 1) as AccountId;
        const account = newAccount(id, draft, randomKey());
        return { answer: account, writes: [put(account), lastId.put('account', id)] };
      }),

    addEntry: (id, directory, name) =>
      environment.write<O.Option<Entry>>(() => {
        const before = reader.get(id);
        if (before === undefined) return { answer: O.none, writes: [] };
        const { account, entry } = addEntry(before, directory, name);
        return { answer: O.some(entry), writes: [put(account)] };
      }),
  };
};
