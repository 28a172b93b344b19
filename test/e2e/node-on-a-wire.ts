import { newAccount, newToken } from '../support/accounts.js';
import { call } from '../support/http-client.js';
import { makeDatabase, type TestDatabase } from '../support/mongodb/database.js';
import { type Proxy, startProxy } from '../support/mongodb/proxy.js';
import { type Answer } from '../support/openapi.js';
import { type Node, startNodes, storesOf } from '../support/postcard-nodes.js';
import { killProcesses } from '../support/postcard-process.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia } from '../support/send.js';
import { until } from '../support/until.js';
import { type HeldWhatsApp, startHeldWhatsApp } from './held-whatsapp.js';

/** A node of its own process whose wire to the database, and whose WhatsApp, a test has its hands on. */
export interface NodeOnAWire {
  readonly url: string;
  readonly token: string;
  readonly wire: Proxy;
  readonly whatsapp: HeldWhatsApp;
  /** By a wire of the test's own. */
  readonly database: TestDatabase;
  readonly send: (phone: string, key?: string) => Promise<Answer>;
  readonly readiness: () => Promise<number>;
  readonly untilReady: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const startNodeOnAWire = async (): Promise<NodeOnAWire> => {
  const database = await makeDatabase();
  const wire = await startProxy(database.url);
  const whatsapp = await startHeldWhatsApp();
  const { nodes, removeFolders } = await startNodes(1, wire.url, whatsapp.url, { WHATSAPP_MEDIA_MODE: 'link' });
  const { url } = nodes[0] as Node;
  const stores = await storesOf(database.url);
  const token = await newToken(stores, (await newAccount(stores)).id);
  const readiness = async (): Promise<number> => (await call(url, { method: 'GET', path: '/readyz' })).status;
  return {
    ...{ url, token, wire, whatsapp, database, readiness },
    send: async (phone, key) =>
      postMedia(
        { url, token },
        await multipartBody({ phone, media_type: 'image' }, { name: 'a.png', bytes: new Uint8Array(sample('png')) }),
        key === undefined ? {} : { 'idempotency-key': key },
      ),
    untilReady: async () =>
      void (await until('readiness', async () => ((await readiness()) === 200 ? true : undefined))),
    close: async () => {
      await killProcesses();
      await stores.close();
      await whatsapp.close();
      await wire.close();
      await database.drop();
      await removeFolders();
    },
  };
};
