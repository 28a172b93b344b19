import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { onUsableStore, openStores, type Stores } from '../app/stores.js';
import { type Config, readConfig } from '../app/config.js';
import { type Account, type AccountId } from '../domain/model/account/account.js';
import { orThrow } from '../kit/or-throw.js';
import { notFound } from './failures/in-api-words.js';
import { say } from './output.js';
import { SettingsFailure } from '../app/settings-failure.js';

/** Runs work on the stores of the server, and closes them at the end, in success and in failure. */
export const withStores = async <A>(work: (stores: Stores, config: Config) => Promise<A>): Promise<A> => {
  const config = readConfig(process.env);
  if (E.isLeft(config)) throw new SettingsFailure(config.left);
  const stores = await openStores(config.right, (file) => say(`Checking ${file}, which was not used here before …`));
  for (const { what } of stores.damaged) say(`A damaged record stays as it is: ${what}; restore it from a backup.`);
  try {
    return await onUsableStore(work(stores, config.right));
  } finally {
    await stores.close();
  }
};

export const accountOf = async ({ accounts }: Stores, id: AccountId): Promise<Account> =>
  someOrFail(await orThrow(accounts.byId(id)), `There is no account ${id}.`);

export const someOrFail = <A>(option: O.Option<A>, message: string): A =>
  O.isSome(option) ? option.value : notFound(message);
