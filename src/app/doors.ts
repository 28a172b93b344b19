import * as E from 'fp-ts/lib/Either.js';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { type GrpcServer, makeGrpcServer } from '../adapters/grpc/server.js';
import { makeRestServer, type RestServer } from '../adapters/rest/server.js';
import { type MediaStorage } from '../domain/ports/media-storage.js';
import { type Damaged } from '../domain/ports/store.js';
import { type Log } from '../kit/logging/log.js';
import { makeLoopShares, makeSharedReading } from '../kit/loop/loop-shares.js';
import { type Core } from './compose.js';
import { type Config } from './config.js';
import { limitRefusals } from './logging/limit-refusals.js';
import { type Stores } from './stores.js';

/** Both doors of the service. They share its metrics, the log lines of strangers, and the event loop. */
export interface Doors {
  readonly rest: Pick<RestServer, 'listen'>;
  readonly grpc: Pick<GrpcServer, 'listen'>;
  /** Takes no more work, and drains what runs for at most `grace` milliseconds. */
  readonly close: (grace: number) => Promise<void>;
}

export const makeDoors = (
  config: Pick<Config, 'TRUSTED_PROXIES'>,
  core: Core,
  { stores, media, log, onDamaged }: DoorSurroundings,
): Doors => {
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const refusals = limitRefusals(log);
  const reading = makeSharedReading();
  const shared = { metrics, log, refusals };
  const rest = makeRestServer({
    ...shared,
    loop: makeLoopShares(reading),
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
    trustedProxies: config.TRUSTED_PROXIES,
  });
  const grpc = makeGrpcServer({ ...shared, loop: makeLoopShares(reading), ...core });
  return {
    rest,
    grpc,
    close: async (grace) => {
      await Promise.all([rest.close(grace), grpc.close(grace)]);
      refusals.stop();
    },
  };
};

interface DoorSurroundings {
  readonly stores: Pick<Stores, 'ping'>;
  readonly media: MediaStorage;
  readonly log: Log;
  readonly onDamaged: (damaged: Damaged) => void;
}
