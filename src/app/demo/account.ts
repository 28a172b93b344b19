import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account, type AccountChanges, type AccountId, UNLIMITED } from '../../domain/model/account/account.js';
import { type Accounts } from '../../domain/ports/accounts.js';
import { type Clock } from '../../domain/ports/clock.js';
import { type Damaged } from '../../domain/ports/store.js';
import { type Digest } from '../../domain/ports/digest.js';
import { type Tokens } from '../../domain/ports/tokens.js';
import { isLive, parseTokenSecret, scopes, type Token, type TokenSecret } from '../../domain/model/account/token.js';
import { issueToken } from '../../domain/use-cases/issue-token.js';
import { orThrow, Stopped } from '../../kit/or-throw.js';
import { readOwnFile } from '../../kit/files/own-file.js';
import { writeOwnFile } from '../write-own-file.js';
import { LONGEST_SECRET } from '../../kit/files/secret-text.js';
import { randomKey } from '../../kit/crypto/random-key.js';

interface DemoPorts {
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  readonly digest: Digest;
  readonly clock: Pick<Clock, 'now'>;
  /** Called with each damaged record, which is left out. */
  readonly onDamaged: (damaged: Damaged) => void;
}

/**
 * The sandbox accepts any digits as a business account id, and as a phone number id any digits without an ending that
 * asks for an error.
 */
const demoWhatsApp = {
  phoneNumberId: '100000000555001',
  businessAccountId: '100000000555002',
  accessToken: 'sandbox-access-token',
};

/**
 * Prepares the demo of sandbox mode. In an empty store it creates an account that can send at once, and a token with
 * every scope in `DATA_DIR/demo-token`. Returns the token, or null if the store is already in use. A demo account
 * without a number is finished: another node makes it now, or was ended meanwhile.
 */
export const prepareDemo = async (ports: DemoPorts, dataDir: string): Promise<TokenSecret | null> => {
  const { items: accounts, damaged } = await orThrow(ports.accounts.list);
  damaged.forEach(ports.onDamaged);
  const demo =
    accounts.find((account) => account.demo && isReady(account)) ??
    accounts.find((account) => account.demo && !isUnfinished(account)) ??
    (accounts.every(isUnfinished) && damaged.length === 0 ? await finishDemo(ports, accounts[0] ?? null) : null) ??
    accounts.find((account) => account.demo) ??
    null;
  if (demo === null) return null;
  const file = join(dataDir, 'demo-token');
  return (await keptToken(ports, demo.id, file)) ?? (await newToken(ports, demo.id, file));
};

/** If several nodes start at once on an empty store, all of them use the account of one. */
const finishDemo = async ({ accounts, clock }: DemoPorts, unfinished: Account | null): Promise<Account> => {
  const begun = unfinished ?? (await orThrow(accounts.create({ name: 'Demo', demo: true }, clock.now())));
  const { id } = begun;
  const add = async (directory: 'staff' | 'groups' | 'statuses' | 'sources', name: string) => {
    const kept = begun[directory].find((entry) => entry.name === name);
    return kept === undefined ? orThrow(accounts.addEntry(id, directory, name)) : O.some(kept);
  };
  const status = await add('statuses', 'New');
  const source = await add('sources', 'API');
  await add('staff', 'Alex');
  for (const name of ['Customers', 'Friends', 'Press']) await add('groups', name);
  const settings: AccountChanges = {
    whatsapp: demoWhatsApp,
    limits: { apiCallsPerMinute: UNLIMITED },
    defaults: { status: O.toNullable(status)?.id ?? null, source: O.toNullable(source)?.id ?? null },
  };
  const changed = await accounts.change(id, settings, clock.now())();
  if (E.isLeft(changed) && changed.left._tag === 'Unavailable') return orThrow(TE.left(changed.left));
  const { items } = await orThrow(accounts.list);
  const demo = items.find(isReady);
  if (demo === undefined) throw new TypeError('the demo account is gone as soon as it is made');
  return demo;
};

/** A node that comes second leaves behind an account that cannot send. */
const isReady = ({ whatsapp }: Account): boolean => whatsapp.phoneNumberId === demoWhatsApp.phoneNumberId;

/** A demo account is without a number until it is finished. */
const isUnfinished = ({ demo, whatsapp }: Account): boolean => demo && whatsapp.phoneNumberId === null;

const keptToken = async (ports: DemoPorts, account: AccountId, file: string): Promise<TokenSecret | null> => {
  const kept = await readOwnFile(file, LONGEST_SECRET);
  const secret = O.toNullable(parseTokenSecret(kept?.toString('utf8').trim() ?? ''));
  if (secret === null) return null;
  const token = await findToken(ports, ports.digest(secret));
  const good = O.isSome(token) && token.value.accountId === account && isLive(token.value, ports.clock.now());
  return good ? secret : null;
};

/** The token with this hash; none if its record is damaged, so that a new token replaces it. */
const findToken = async ({ tokens, onDamaged }: DemoPorts, hash: string): Promise<O.Option<Token>> => {
  try {
    return await orThrow(tokens.byHash(hash));
  } catch (error) {
    if (error instanceof Stopped || !(error instanceof Error)) throw error;
    onDamaged({ what: error.message, cause: error });
    return O.none;
  }
};

const newToken = async (ports: DemoPorts, accountId: AccountId, file: string): Promise<TokenSecret> => {
  const issue = issueToken({ ...ports, randomKey });
  const { secret } = await orThrow(issue({ accountId, name: 'demo', scopes, expiresAt: () => null }));
  await writeOwnFile(file, `${secret}\n`);
  return secret;
};
