import * as E from 'fp-ts/lib/Either.js';
import { composeCore } from './compose.js';
import { openServerStores, type Stores } from './stores.js';
import { type Upgrading } from '../adapters/stores/shared/upgrade/upgrading.js';
import { type MediaMode, resolveMediaMode } from '../adapters/whatsapp/send/media-mode.js';
import { type Config, isSandboxMode } from './config.js';
import { prepareDemo } from './demo/account.js';
import { type TokenSecret } from '../domain/model/account/token.js';
import { makeDoors } from './doors.js';
import { countService } from './count-service.js';
import { startHousekeeping } from './housekeeping.js';
import { logDamaged } from './logging/log-damaged.js';
import { retentionChores } from './retention.js';
import { reachableAddress, reachableUrl } from '../kit/listening-address.js';
import { type Log } from '../kit/logging/log.js';
import { orThrow } from '../kit/or-throw.js';
import { type Listener, ownAddresses } from '../kit/outgoing-guard/own-addresses.js';
import { realTime } from '../kit/time/timer.js';
import { type BuiltInSandbox, openSandbox, subscribeToSandbox } from './sandbox-mode.js';
import { listenAs, SettingsFailure } from './settings-failure.js';

/** The running service. */
export interface Service {
  readonly restUrl: string;
  /** Host and port, as gRPC clients expect them. */
  readonly grpcAddress: string;
  readonly sandboxUrl: string | null;
  /** The demo token of sandbox mode; null outside it. */
  readonly demoToken: TokenSecret | null;
  /** Takes no more work, drains the running work for at most the grace, and closes everything. */
  readonly stop: () => Promise<void>;
}

/** What to undo, last first, when the service stops or fails to start. */
type Undo = (() => Promise<unknown>)[];

/** Opens the stores of a server. Null if the server is asked to stop before they are up to date. */
export type OpenStores = (config: Config, upgrading: Upgrading) => Promise<Stores | null>;

/**
 * Starts the service. Null if `stopping` was aborted while the stores were brought up to date. Throws if it cannot run,
 * with a sentence that says why.
 */
export const startService = async (
  config: Config,
  log: Log,
  stopping: AbortSignal,
  open: OpenStores = openServerStores,
): Promise<Service | null> => {
  const undo: Undo = [];
  const undoAll = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  let stores: Stores | null = null;
  try {
    const mediaMode = mediaModeOf(config);
    stores = await open(config, { log, stopping, time: realTime });
    if (stores === null) return null;
    undo.push(stores.close);
    return { ...(await start(config, stores, mediaMode, log, undo)), stop: undoAll };
  } catch (error) {
    await undoAll();
    const refusal = stores?.refusal(error) ?? null;
    throw refusal === null ? error : new SettingsFailure([refusal]);
  }
};

const start = async (
  config: Config,
  stores: Stores,
  mediaMode: MediaMode,
  log: Log,
  undo: Undo,
): Promise<Omit<Service, 'stop'>> => {
  const onDamaged = logDamaged(log);
  stores.damaged.forEach(onDamaged);
  undo.push((await countService(stores, log)).stop);
  const media = await stores.openMedia();
  undo.push(media.close);
  const { damaged } = await orThrow(stores.messages.expire(stores.clock.now(), stores.forOneServer));
  damaged.forEach(onDamaged);
  undo.push(startHousekeeping(stores, media, retentionChores(config, stores, media), log, onDamaged).stop);

  const sandbox = isSandboxMode(config) ? await openSandbox(config, log) : null;
  if (sandbox !== null) undo.push(() => sandbox.close());
  const demoToken = sandbox === null ? null : await prepareDemo({ ...stores, onDamaged }, config.DATA_DIR);

  const stopping = new AbortController();
  const leaving = new AbortController();
  const listeners: Listener[] = [];
  const restUrl = (): string => reachableUrl(config.HOST, listeners[0]?.port ?? 0);
  const core = composeCore(config, stores, media, {
    whatsAppUrl: sandbox?.url ?? config.WHATSAPP_API_URL,
    mediaMode,
    sandbox,
    publicUrl: () => config.PUBLIC_URL ?? restUrl(),
    isOwnAddress: ownAddresses(() => listeners),
    stopping: stopping.signal,
    leaving: leaving.signal,
    log,
    onDamaged,
  });
  undo.push(core.close);

  const doors = makeDoors(config, core, { stores, media, log, onDamaged });
  undo.push(async () => {
    stopping.abort();
    const graceIsOver = setTimeout(() => leaving.abort(), config.SHUTDOWN_GRACE);
    const { SHUTDOWN_GRACE } = config;
    await Promise.all([doors.close(SHUTDOWN_GRACE + SETTLING), core.delivery.stop(SHUTDOWN_GRACE)]);
    clearTimeout(graceIsOver);
  });
  const restPort = await listenAs('PORT', config.PORT, () => doors.rest.listen(config.HOST, config.PORT));
  listeners.push({ address: config.HOST, port: restPort.port });
  const grpcPort = await listenAs('GRPC_PORT', config.GRPC_PORT, () =>
    doors.grpc.listen(config.HOST, config.GRPC_PORT),
  );
  listeners.push({ address: config.HOST, port: grpcPort.port });
  core.delivery.start();
  if (sandbox !== null) await subscribe(sandbox, config, restUrl(), log);
  return {
    restUrl: restUrl(),
    grpcAddress: reachableAddress(config.HOST, grpcPort.port),
    sandboxUrl: sandbox?.url ?? null,
    demoToken,
  };
};

/** How long the sends that still run after the grace may take to record their outcome, in milliseconds. */
const SETTLING = 2_000;

const mediaModeOf = (config: Config): MediaMode => {
  const mode = resolveMediaMode({
    mode: config.WHATSAPP_MEDIA_MODE,
    publicUrl: config.PUBLIC_URL ?? reachableUrl(config.HOST, config.PORT),
    apiUrlIsSandbox: isSandboxMode(config),
    apiUrl: config.WHATSAPP_API_URL,
  });
  if (E.isLeft(mode)) throw new SettingsFailure([`WHATSAPP_MEDIA_MODE: ${mode.left}`]);
  return mode.right;
};

const subscribe = async (sandbox: BuiltInSandbox, config: Config, restUrl: string, log: Log): Promise<void> => {
  const callback = `${restUrl}/webhooks/whatsapp`;
  const done = await subscribeToSandbox(sandbox.url, config.WHATSAPP_API_VERSION, callback, sandbox.verifyToken);
  if (!done) log.warn({ callback }, 'the sandbox did not accept the subscription of this server');
};
