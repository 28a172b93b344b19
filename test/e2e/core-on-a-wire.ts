import * as E from 'fp-ts/lib/Either.js';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { makeRestServer } from '../../src/adapters/rest/server.js';
import { composeCore } from '../../src/app/compose.js';
import { openStores, type Stores } from '../../src/app/stores.js';
import { type Damaged } from '../../src/domain/ports/store.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { type Clock } from '../../src/domain/ports/clock.js';
import { newAccount, newToken } from '../support/accounts.js';
import { makeDatabase } from '../support/mongodb/database.js';
import { type Proxy, startProxy } from '../support/mongodb/proxy.js';
import { type Answer } from '../support/openapi.js';
import { storesOf } from '../support/postcard-nodes.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia } from '../support/send.js';
import { configOf } from '../support/service.js';
import { makeTempDir } from '../support/temp-dir.js';
import { type HeldWhatsApp, startHeldWhatsApp } from './held-whatsapp.js';
import { makeLoopShares } from '../../src/kit/loop/loop-shares.js';
import { everyLine } from '../support/every-line.js';

/** A Postcard in this process, whose wire to the database, WhatsApp and clock a test has its hands on. */
export interface CoreOnAWire {
  readonly account: AccountId;
  readonly wire: Proxy;
  readonly whatsapp: HeldWhatsApp;
  /** By a wire of the test's own. */
  readonly stores: Stores;
  readonly send: (phone: string, key: string) => Promise<Answer>;
  readonly isReady: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

export const startCoreOnAWire = async (clock: Clock): Promise<CoreOnAWire> => {
  const database = await makeDatabase();
  const wire = await startProxy(database.url);
  const whatsapp = await startHeldWhatsApp();
  const folder = await makeTempDir();
  const config = configOf({ DATA_DIR: folder.path, MONGODB_URL: wire.url });
  const watched = { ...(await openStores(config)), clock };
  const media = await watched.openMedia();
  const log = pino({ level: 'silent' });
  let url = '';
  const onDamaged = ({ cause }: Damaged): never => {
    throw cause;
  };
  const core = composeCore(config, watched, media, {
    whatsAppUrl: whatsapp.url,
    mediaMode: 'link',
    sandbox: null,
    publicUrl: () => url,
    isOwnAddress: () => false,
    stopping: new AbortController().signal,
    leaving: new AbortController().signal,
    onDamaged,
    log,
  });
  const isReady = async (): Promise<boolean> => E.isRight(await watched.ping());
  const door = makeRestServer({
    ...core,
    mediaStorage: media,
    onDamaged,
    webhook: core.whatsAppWebhook,
    ready: isReady,
    metrics: new Registry(),
    log,
    refusals: everyLine,
    loop: makeLoopShares(),
    trustedProxies: [],
  });
  url = `http://127.0.0.1:${(await door.listen('127.0.0.1', 0)).port}`;
  const stores = await storesOf(database.url);
  const account = (await newAccount(stores)).id;
  const token = await newToken(stores, account);
  return {
    ...{ account, wire, whatsapp, stores, isReady },
    send: async (phone, key) =>
      postMedia(
        { url, token },
        await multipartBody({ phone, media_type: 'image' }, { name: 'a.png', bytes: new Uint8Array(sample('png')) }),
        { 'idempotency-key': key },
      ),
    close: async () => {
      await door.close(0);
      await core.close();
      await media.close();
      await watched.close();
      await stores.close();
      await whatsapp.close();
      await wire.close();
      await database.drop();
      await folder.remove();
    },
  };
};
