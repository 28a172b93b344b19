import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { openStores, type Stores } from '../../src/app/stores.js';
import { readConfig } from '../../src/app/config.js';
import { type AccountId, type Limits, UNLIMITED } from '../../src/domain/model/account/account.js';
import { scopes, tokenSecret } from '../../src/domain/model/account/token.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { makeTempDir } from '../support/temp-dir.js';
import { type Door, restDoor, type Target } from './doors.js';
import { type FakeGraph, startFakeGraph } from './fake-graph.js';
import { type Journal, makeJournal } from './journal.js';
import { builtService, type ServerProcess, spawnServer, type StartingProcess } from './server-process.js';
import { fileStore } from './file-store.js';
import { type PlacedStore, type StoreUnderTest } from './stores.js';

/** What a trial is about. */
export interface Trial {
  readonly store: StoreUnderTest;
  readonly door: Door;
  /** The build that stands trial. */
  readonly dist: string;
}

export const theBuild: Trial = { store: fileStore, door: restDoor, dist: builtService };

/** A folder with an account that may send, a WhatsApp that remembers, and a journal of what clients were told. */
export interface Stand extends Omit<Trial, 'store'> {
  readonly store: PlacedStore;
  readonly dataDir: string;
  readonly graph: FakeGraph;
  readonly journal: Journal;
  readonly token: string;
  readonly spawn: (more?: Record<string, string>) => StartingProcess;
  readonly start: (more?: Record<string, string>) => Promise<ServerProcess>;
  readonly targetOf: (server: ServerProcess) => Target;
  readonly close: () => Promise<void>;
}

export interface StandOptions {
  readonly mediaMode?: 'link' | 'upload';
  readonly longestPause?: number;
  readonly followOneIn?: number;
  /** Where the data lie, where it is not a temporary folder. */
  readonly dataDir?: string;
  /** More settings of every server. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether its servers tell how long their event loops are held. */
  readonly isWatched?: boolean;
}

export const makeStand = async (trial: Trial, options: StandOptions = {}): Promise<Stand> => {
  const folder = await makeTempDir();
  const dataDir = options.dataDir ?? join(folder.path, 'data');
  const graph = await startFakeGraph({ logFile: join(folder.path, 'graph.log'), ...options });
  const store = await trial.store.place(dataDir);
  const settings = { ...store.settings, LOG_LEVEL: 'info' };
  const token = await withStores(settings, async (stores) =>
    newToken(stores, (await newSender(stores, PHONE_NUMBER_ID)).id),
  );
  const spawn: Stand['spawn'] = (more = {}) =>
    spawnServer(
      {
        ...settings,
        WHATSAPP_API_URL: graph.url,
        WHATSAPP_MEDIA_MODE: options.mediaMode ?? 'link',
        ...options.settings,
        ...more,
      },
      trial.dist,
      options.isWatched,
    );
  return {
    ...trial,
    store,
    dataDir,
    graph,
    journal: makeJournal(),
    token,
    spawn,
    start: (more) => spawn(more).listening,
    targetOf: ({ restUrl, grpcAddress }) => ({ restUrl, grpcAddress, token }),
    close: async () => {
      await graph.close();
      await store.remove();
      await folder.remove();
    },
  };
};

/** Work on the stores that a server with these settings has. */
export const withStores = async <A>(
  settings: Readonly<Record<string, string>>,
  work: (stores: Stores) => Promise<A>,
): Promise<A> => {
  const config = readConfig(settings);
  if (E.isLeft(config)) throw new TypeError(config.left.join('; '));
  const stores = await openStores(config.right);
  try {
    return await work(stores);
  } finally {
    await stores.close();
  }
};

/** What WhatsApp signs its webhooks with. */
export const APP_SECRET = 'the-secret-of-the-app';
/** Of the account that a stand sends from. */
export const PHONE_NUMBER_ID = '1001';

/** A new account that has all it takes to send. */
export const newSender = async ({ accounts }: Stores, phoneNumberId: string, limits: Partial<Limits> = {}) => {
  const account = await orThrow(accounts.create({ name: 'Acme', demo: false }, Date.now()));
  await orThrow(accounts.addEntry(account.id, 'statuses', 'New'));
  await orThrow(accounts.addEntry(account.id, 'sources', 'API'));
  await orThrow(
    accounts.change(
      account.id,
      {
        whatsapp: { phoneNumberId, accessToken: 'access', appSecret: APP_SECRET },
        defaults: { status: 1, source: 1 },
        limits: { apiCallsPerMinute: UNLIMITED, ...limits },
      },
      Date.now(),
    ),
  );
  return account;
};

export const newToken = async ({ tokens, digest, clock }: Stores, accountId: AccountId): Promise<string> => {
  const secret = tokenSecret(randomBytes(32).toString('base64url'));
  await orThrow(
    tokens.create({
      accountId,
      name: 'faults',
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
