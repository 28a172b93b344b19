import * as O from 'fp-ts/lib/Option.js';
import { type Stores } from '../../src/app/stores.js';
import {
  type Account,
  type AccountChanges,
  type AccountId,
  UNLIMITED,
} from '../../src/domain/model/account/account.js';
import { type Instant } from '../../src/domain/model/time.js';
import { type Scope } from '../../src/domain/model/account/token.js';
import { issueToken } from '../../src/domain/use-cases/issue-token.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { randomKey } from '../../src/kit/crypto/random-key.js';

let phoneNumberIds = 0;

/** Settings to send with, staff 1, groups 1 to 3, default status and source 1; `changes` come on top. */
export const newAccount = async ({ accounts }: Stores, changes: AccountChanges = {}): Promise<Account> => {
  const { id } = await orThrow(accounts.create({ name: 'Acme', demo: false }, Date.now()));
  for (const directory of ['statuses', 'sources', 'staff'] as const) {
    await orThrow(accounts.addEntry(id, directory, 'One'));
  }
  for (const name of ['A', 'B', 'C']) await orThrow(accounts.addEntry(id, 'groups', name));
  const ready: AccountChanges = {
    whatsapp: { phoneNumberId: String(100_000 + (phoneNumberIds += 1)), accessToken: 'access' },
    defaults: { status: 1, source: 1 },
    limits: { apiCallsPerMinute: UNLIMITED },
  };
  await orThrow(accounts.change(id, ready, Date.now()));
  const changed = await orThrow(accounts.change(id, changes, Date.now()));
  if (O.isNone(changed)) throw new TypeError('the account is gone as soon as it is made');
  return changed.value;
};

/** The secret of a token that is made now. */
export const newToken = async (
  stores: Stores,
  accountId: AccountId,
  scopes: readonly Scope[] = ['messages:send'],
  expiresAt: Instant | null = null,
): Promise<string> => {
  const issue = issueToken({ ...stores, randomKey });
  return (await orThrow(issue({ accountId, name: 'test', scopes, expiresAt: () => expiresAt }))).secret;
};
