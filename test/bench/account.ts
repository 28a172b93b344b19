import * as E from 'fp-ts/lib/Either.js';
import { openStores } from '../../src/app/stores.js';
import { readConfig } from '../../src/app/config.js';
import { newAccount, newToken } from '../support/accounts.js';

/** Makes an account without limits in a store that no server has yet; answers its token. */
export const prepareAccount = async (settings: Readonly<Record<string, string>>): Promise<string> => {
  const config = readConfig(settings);
  if (E.isLeft(config)) throw new TypeError(config.left.join('; '));
  const stores = await openStores(config.right);
  try {
    return await newToken(stores, (await newAccount(stores)).id);
  } finally {
    await stores.close();
  }
};
