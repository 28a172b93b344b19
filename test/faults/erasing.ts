import * as O from 'fp-ts/lib/Option.js';
import { request } from 'undici';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { type EndpointUrl } from '../../src/domain/model/webhook/endpoint.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { until } from '../support/until.js';
import { makeCustomer } from './customer.js';
import { growStore } from './grown-store.js';
import { type Held } from './siege/loop.js';
import { makeStand, type Trial, withStores } from './stand.js';

export interface ErasingReport {
  readonly messages: number;
  /** From the request to its answer, in milliseconds. */
  readonly took: number;
  /** How long the event loop of the server was held meanwhile. */
  readonly held: Held;
  readonly status: number;
  /** Messages of the contact that still say something of it. */
  readonly left: number;
}

/** The events wait for their endpoint for longer than `until` waits. */
const PATIENCE_FOR = 10;

/** Erases a contact that was sent so many messages, whose events were delivered, while a server runs. */
export const eraseMany = async (trial: Trial, messages: number): Promise<ErasingReport> => {
  const customer = await makeCustomer();
  const stand = await makeStand(trial, { settings: customer.settings, isWatched: true });
  try {
    await withStores(stand.store.settings, async (stores) => {
      const account = await orThrow(stores.accounts.byId(1 as AccountId));
      if (O.isNone(account)) throw new Error('the account is gone');
      const media = await stores.openMedia();
      const growth = { contacts: 1, files: 10, messages, deliveries: messages };
      await growStore(stores, media, account.value, growth, customer.url as EndpointUrl);
      await media.close();
    });
    const server = await stand.start();
    for (let more = PATIENCE_FOR; customer.requests() < messages && more > 0; more -= 1)
      await until('the deliveries', () => customer.requests() >= messages).catch(() => undefined);
    const headers = { authorization: `Bearer ${stand.token}` };
    await server.held();
    const from = performance.now();
    const { statusCode, body } = await request(`${server.restUrl}/contacts/1`, { method: 'DELETE', headers });
    await body.dump();
    const took = performance.now() - from;
    const held = await server.held();
    await server.terminate();
    const { messages: after } = await stand.store.inspect();
    const left = after.filter(({ recipient, caption }) => recipient.phone !== null || caption !== null).length;
    return { messages, took, held, status: statusCode, left };
  } finally {
    await stand.close();
    await customer.close();
  }
};
