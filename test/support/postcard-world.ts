import { randomBytes } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { type HttpLimits } from '../../src/adapters/rest/http-limits.js';
import { makeRestServer, type RestServerParts } from '../../src/adapters/rest/server.js';
import { makeWhatsAppWebhook } from '../../src/adapters/whatsapp/webhook.js';
import { composeCore, openStores, type Stores } from '../../src/compose.js';
import { readConfig } from '../../src/config.js';
import { type Account, type AccountChanges, type AccountId, UNLIMITED } from '../../src/domain/account.js';
import { type Scope, tokenSecret } from '../../src/domain/token.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { makeTempDir } from './temp-dir.js';

/** A whole Postcard in this process, on its own folder, with a sandbox of its own. */
export interface PostcardWorld {
  readonly url: string;
  readonly sandboxUrl: string;
  readonly stores: Stores;
  /** An account that can send at once, without limits. */
  readonly newAccount: (changes?: AccountChanges) => Promise<Account>;
  readonly newToken: (account: AccountId, scopes?: readonly Scope[]) => Promise<string>;
  /** One more REST door on the same core, with parts of it replaced. Closed with the world. */
  readonly openDoor: (parts: Partial<RestServerParts>) => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface WorldOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly limits?: Partial<HttpLimits>;
  /** From the start on WhatsApp is called once and no retry begun, as while the service stops. */
  readonly stopping?: boolean;
}

export const startPostcard = async (options: WorldOptions = {}): Promise<PostcardWorld> => {
  const folder = await makeTempDir();
  const read = readConfig({ PORT: '0', DATA_DIR: folder.path, ...options.environment });
  if (E.isLeft(read)) throw new TypeError(read.left.join('; '));
  const config = read.right;
  const log = pino({ level: 'silent' });
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    appSecret: 'sandbox-secret',
    statusDelayMs: Infinity,
  });
  const stores = await openStores(config);
  const media = await stores.openMedia();
  const stopping = new AbortController();
  if (options.stopping === true) stopping.abort();
  let url = '';
  const core = composeCore(config, stores, media, {
    whatsAppUrl: sandbox.url,
    mediaMode: 'link',
    publicUrl: () => url,
    isOwnAddress: () => false,
    stopping: stopping.signal,
    leaving: new AbortController().signal,
    log,
  });

  const doors: ReturnType<typeof makeRestServer>[] = [];
  const openDoor: PostcardWorld['openDoor'] = async (parts) => {
    const door = makeRestServer({
      sendMediaMessage: core.sendMediaMessage,
      mediaStorage: media,
      webhook: makeWhatsAppWebhook(stores.accounts, null),
      ready: async () => E.isRight(await stores.accounts.list()),
      metrics: new Registry(),
      log,
      trustedProxies: [],
      limits: options.limits ?? {},
      ...parts,
    });
    doors.push(door);
    const { port } = await door.listen('127.0.0.1', 0);
    return `http://127.0.0.1:${port}`;
  };
  url = await openDoor({});

  return {
    url,
    sandboxUrl: sandbox.url,
    stores,
    newAccount: (changes) => newAccount(stores, changes),
    newToken: (account, scopes) => newToken(stores, account, scopes),
    openDoor,
    close: async () => {
      stopping.abort();
      await Promise.all(doors.map((door) => door.close(1_000)));
      await core.close();
      await sandbox.close();
      await stores.close();
      await folder.remove();
    },
  };
};

let phoneNumberIds = 0;

/** Settings to send with, staff 1, groups 1 to 3, default status and source 1; `changes` come on top. */
const newAccount = async ({ accounts }: Stores, changes: AccountChanges = {}): Promise<Account> => {
  const { id } = await orThrow(accounts.create({ name: 'Acme', demo: false }));
  for (const directory of ['statuses', 'sources', 'staff'] as const) {
    await orThrow(accounts.addEntry(id, directory, 'One'));
  }
  for (const name of ['A', 'B', 'C']) await orThrow(accounts.addEntry(id, 'groups', name));
  const ready: AccountChanges = {
    whatsapp: { phoneNumberId: String(100_000 + (phoneNumberIds += 1)), accessToken: 'access' },
    defaults: { status: 1, source: 1 },
    limits: { apiCallsPerMinute: UNLIMITED },
  };
  await orThrow(accounts.change(id, ready));
  const changed = await orThrow(accounts.change(id, changes));
  if (O.isNone(changed)) throw new TypeError('the account is gone as soon as it is made');
  return changed.value;
};

const newToken = async (
  { tokens, digest, clock }: Stores,
  accountId: AccountId,
  scopes: readonly Scope[] = ['messages:send'],
): Promise<string> => {
  const secret = tokenSecret(randomBytes(32).toString('base64url'));
  await orThrow(
    tokens.create({
      accountId,
      name: 'test',
      scopes,
      hash: digest(secret),
      lastFour: secret.slice(-4),
      createdAt: clock.now(),
      expiresAt: null,
      revokedAt: null,
    }),
  );
  return secret;
};
