import { orThrow } from '../../../src/kit/or-throw.js';
import { FIRST_NUMBER_ID } from '../raids/named-accounts.js';
import { newSender, newToken, type Stand, withStores } from '../stand.js';

/** How many accounts there are beside the quiet caller's. */
export interface Others {
  /** Hostile ones, with a token each. */
  readonly tokens: number;
  /** Further ones, for webhooks to name. */
  readonly named: number;
}

/** Makes accounts that attack, and accounts that webhooks name. Answers the tokens of the first. */
export const hostileAccounts = (stand: Stand, { tokens, named }: Others): Promise<readonly string[]> =>
  withStores(stand.store.settings, async (stores) => {
    const secrets: string[] = [];
    for (let index = 0; index < tokens; index += 1) {
      const account = await newSender(stores, String(3_000 + index));
      secrets.push(await newToken(stores, account.id));
    }
    let next = 0;
    const make = async (): Promise<void> => {
      for (let index = next++; index < named; index = next++) {
        const account = await orThrow(stores.accounts.create({ name: 'Named', demo: false }, Date.now()));
        const whatsapp = { phoneNumberId: String(FIRST_NUMBER_ID + index), appSecret: `secret-${index}` };
        await orThrow(stores.accounts.change(account.id, { whatsapp }, Date.now()));
      }
    };
    await Promise.all(Array.from({ length: 32 }, make));
    return secrets;
  });
