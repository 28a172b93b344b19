import { expect } from 'chai';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { signedHeaders } from '../../src/kit/signed-headers.js';
import { type Ask, asker } from '../support/ask-contacts.js';
import { call } from '../support/http-client.js';
import { sample } from '../support/samples.js';
import { configOf, startWatched, type WatchedService } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';
import {
  freePort,
  install,
  isHere,
  type Receiver,
  type Recipe,
  recipes,
  sourceOf,
  startReceiver,
} from './receivers.js';

interface Delivery {
  readonly event_id: string;
  readonly event: string;
  readonly status: string;
  readonly tries: readonly unknown[];
}

describe('the receivers of docs/webhooks.md', () => {
  let folder: TempDir;
  let service: WatchedService;
  let ask: Ask;
  const ports = new Map<Recipe, number>();

  before(async () => {
    folder = await makeTempDir();
    for (const recipe of recipes) ports.set(recipe, await freePort());
    const allowed = [...ports.values()].map((port) => `127.0.0.1:${port}`).join(',');
    service = await startWatched(configOf({ DATA_DIR: join(folder.path, 'data'), WEBHOOK_ALLOWED_HOSTS: allowed }));
    ask = asker(service.restUrl, String(service.demoToken));
  });
  after(async () => {
    await service.stop();
    await folder.remove();
  });

  const send = async (): Promise<void> => {
    const form = new FormData();
    form.set('phone', '+14155999013');
    form.set('media_type', 'image');
    form.set('media_file', new Blob([Buffer.from(sample('jpg'))]), 'cat.jpg');
    const headers = { authorization: `Bearer ${String(service.demoToken)}` };
    const { status } = await fetch(`${service.restUrl}/messages/media`, { method: 'POST', headers, body: form });
    expect(status).to.equal(200);
  };

  const deliveriesOf = async (endpoint: unknown): Promise<readonly Delivery[]> => {
    const { data } = await ask('GET', `/webhook-endpoints/${String(endpoint)}/deliveries`);
    return (data as unknown as { readonly deliveries: readonly Delivery[] }).deliveries;
  };

  /** The status of a webhook that Postcard did not send. */
  const post = async (port: number, headers: Readonly<Record<string, string>>, body: string): Promise<number> =>
    (await call(`http://127.0.0.1:${port}`, { method: 'POST', path: '/', headers, body })).status;

  for (const recipe of recipes)
    it(`in ${recipe.language} takes what Postcard sends, and nothing else`, async function () {
      if (!isHere(recipe)) return this.skip();
      this.timeout(300_000);
      const port = ports.get(recipe) ?? expect.fail('it has no port');
      const home = join(folder.path, recipe.language);
      await mkdir(home);
      await install(recipe, home);
      const members = { url: `http://127.0.0.1:${port}/`, events: ['message.sent'] };
      const { data } = await ask('POST', '/webhook-endpoints', members);
      const secret = String(data['secret']);
      const receiver: Receiver = await startReceiver(recipe, home, { port, secret });
      try {
        await send();
        const [delivery] = await until('the delivery', async () => {
          const made = await deliveriesOf(data['id']);
          return made.some(({ tries }) => tries.length > 0) ? made : undefined;
        });
        expect(delivery).to.include({ event: 'message.sent', status: 'delivered' });
        await until('the line', () => receiver.said().includes(`${delivery?.event_id}`));
        expect(receiver.said()).to.match(new RegExp(`${delivery?.event_id} .*message\\.sent`));

        const id = 'evt_0000000000001aaaaaaaa';
        const body = '{"type":"message.sent","data":{"caption":"Grüße"}}';
        const signed = (at: number, by: string = secret) => signedHeaders({ id, at, body, secrets: [by] });
        const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
        const now = Date.now();
        expect(await post(port, signedHeaders({ id, at: now, body, secrets: [other, secret] }), body)).to.equal(204);
        expect(await post(port, signed(now, other), body)).to.equal(401);
        expect(await post(port, signed(now), body.replace('sent', 'read'))).to.equal(401);
        expect(await post(port, { ...signed(now), 'webhook-id': `${id}b` }, body)).to.equal(401);
        expect(await post(port, signed(now - 3_600_000), body)).to.equal(401);
        expect(await post(port, { ...signed(now), 'webhook-signature': 'v1,' }, body)).to.equal(401);
        expect(await post(port, {}, body)).to.equal(401);
      } finally {
        await receiver.stop();
        await ask('DELETE', `/webhook-endpoints/${String(data['id'])}`);
      }
    });

  it('have about ten lines each', () => {
    for (const recipe of recipes)
      expect(sourceOf(recipe).trimEnd().split('\n').length, recipe.language).to.be.at.most(20);
  });
});
