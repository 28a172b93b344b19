import * as E from 'fp-ts/lib/Either.js';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { type Damaged } from '../../src/domain/ports/store.js';
import { type DownloadLimits } from '../../src/adapters/download/limits.js';
import { type GrpcLimits } from '../../src/adapters/grpc/contract/grpc-limits.js';
import { type GrpcServerParts, makeGrpcServer } from '../../src/adapters/grpc/server.js';
import { type HttpLimits } from '../../src/adapters/rest/exchange/http-limits.js';
import { makeRestServer, type RestServerParts } from '../../src/adapters/rest/server.js';
import { type MediaMode } from '../../src/adapters/whatsapp/send/media-mode.js';
import { composeCore } from '../../src/app/compose.js';
import { openStores, type Stores } from '../../src/app/stores.js';
import { readConfig } from '../../src/app/config.js';
import { type Account, type AccountChanges, type AccountId } from '../../src/domain/model/account/account.js';
import { type Instant } from '../../src/domain/model/time.js';
import { type Scope } from '../../src/domain/model/account/token.js';
import { subscribeToSandbox } from '../../src/app/sandbox-mode.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { newAccount, newToken } from './accounts.js';
import { makeTempDir } from './temp-dir.js';
import { makeLoopShares, makeSharedReading } from '../../src/kit/loop/loop-shares.js';
import { everyLine } from './every-line.js';

/** A whole Postcard in this process, on its own folder, with a sandbox of its own. */
export interface PostcardWorld {
  readonly url: string;
  /** Of the gRPC door: host and port. */
  readonly grpc: string;
  readonly sandboxUrl: string;
  readonly dataDir: string;
  readonly stores: Stores;
  /** Sets the clock forward, by so many milliseconds. */
  readonly pass: (milliseconds: number) => void;
  /** An account that can send at once, without limits. */
  readonly newAccount: (changes?: AccountChanges) => Promise<Account>;
  readonly newToken: (account: AccountId, scopes?: readonly Scope[], expiresAt?: Instant) => Promise<string>;
  /** One more gRPC door, likewise. */
  readonly openGrpcDoor: (parts: Partial<GrpcServerParts>) => Promise<string>;
  /** One more REST door on the same core, with parts of it replaced. Closed with the world. */
  readonly openDoor: (parts: Partial<RestServerParts>) => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface WorldOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly limits?: Partial<HttpLimits>;
  readonly grpcLimits?: Partial<GrpcLimits>;
  readonly downloadLimits?: Partial<DownloadLimits>;
  /** How WhatsApp gets the files; else by link. */
  readonly mediaMode?: MediaMode;
  /** From the start on WhatsApp is called once and no retry begun, as while the service stops. */
  readonly stopping?: boolean;
  /** Has the sandbox send statuses to this Postcard, so many milliseconds after it accepted; else none come. */
  readonly statusDelayMs?: number;
}

export const APP_SECRET = 'sandbox-secret';
const VERIFY_TOKEN = 'sandbox-verify-token';

export const startPostcard = async (options: WorldOptions = {}): Promise<PostcardWorld> => {
  const folder = await makeTempDir();
  const read = readConfig({ PORT: '0', DATA_DIR: folder.path, ...options.environment });
  if (E.isLeft(read)) throw new TypeError(read.left.join('; '));
  const config = read.right;
  const log = pino({ level: 'silent' });
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    appSecret: APP_SECRET,
    strictMedia: config.SANDBOX_STRICT_MEDIA,
    statusDelayMs: options.statusDelayMs ?? Infinity,
  });
  const opened = await openStores(config);
  let ahead = 0;
  const stores = { ...opened, clock: { ...opened.clock, now: () => opened.clock.now() + ahead } };
  const media = await stores.openMedia();
  const stopping = new AbortController();
  if (options.stopping === true) stopping.abort();
  let url = '';
  const onDamaged = ({ cause }: Damaged): never => {
    throw cause;
  };
  const core = composeCore(config, stores, media, {
    whatsAppUrl: sandbox.url,
    mediaMode: options.mediaMode ?? 'link',
    sandbox: options.statusDelayMs === undefined ? null : { appSecret: APP_SECRET, verifyToken: VERIFY_TOKEN },
    publicUrl: () => url,
    isOwnAddress: () => false,
    stopping: stopping.signal,
    leaving: new AbortController().signal,
    onDamaged,
    log,
    downloadLimits: options.downloadLimits ?? {},
  });

  const reading = makeSharedReading();
  const doors: { readonly close: (grace: number) => Promise<boolean> }[] = [];
  const openDoor: PostcardWorld['openDoor'] = async (parts) => {
    const door = makeRestServer({
      sendMediaMessage: core.sendMediaMessage,
      getMessage: core.getMessage,
      settleMessage: core.settleMessage,
      listMessages: core.listMessages,
      contacts: core.contacts,
      getAccount: core.getAccount,
      getActivity: core.getActivity,
      webhookEndpoints: core.webhookEndpoints,
      listEvents: core.listEvents,
      listenEvents: core.listenEvents,
      mediaStorage: media,
      onDamaged,
      webhook: core.whatsAppWebhook,
      ready: async () => E.isRight(await stores.ping()),
      metrics: new Registry(),
      log,
      refusals: everyLine,
      loop: makeLoopShares(reading),
      trustedProxies: [],
      limits: options.limits ?? {},
      ...parts,
    });
    doors.push(door);
    const { port } = await door.listen('127.0.0.1', 0);
    return `http://127.0.0.1:${port}`;
  };
  url = await openDoor({});
  if (options.statusDelayMs !== undefined) {
    const callback = `${url}/webhooks/whatsapp`;
    if (!(await subscribeToSandbox(sandbox.url, config.WHATSAPP_API_VERSION, callback, VERIFY_TOKEN)))
      throw new TypeError('the sandbox took no subscription');
  }
  const openGrpcDoor: PostcardWorld['openGrpcDoor'] = async (parts) => {
    const door = makeGrpcServer({
      ...core,
      metrics: new Registry(),
      log,
      refusals: everyLine,
      loop: makeLoopShares(reading),
      limits: options.grpcLimits ?? {},
      ...parts,
    });
    doors.push(door);
    const { port } = await door.listen('127.0.0.1', 0);
    return `127.0.0.1:${port}`;
  };

  return {
    url,
    grpc: await openGrpcDoor({}),
    sandboxUrl: sandbox.url,
    dataDir: folder.path,
    stores,
    pass: (milliseconds) => void (ahead += milliseconds),
    newAccount: (changes) => newAccount(stores, changes),
    newToken: (account, scopes, expiresAt) => newToken(stores, account, scopes, expiresAt),
    openDoor,
    openGrpcDoor,
    close: async () => {
      stopping.abort();
      await Promise.all(doors.map((door) => door.close(1_000)));
      await core.close();
      await sandbox.close();
      await media.close();
      await stores.close();
      await folder.remove();
    },
  };
};
