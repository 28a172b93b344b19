import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { receiver, type Received, stopAll } from '../adapters/webhooks/receiver.js';
import { call, json } from '../support/http-client.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia } from '../support/send.js';
import { configOf, startWatched, type WatchedService } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

interface Delivery {
  readonly id: string;
  readonly status: string;
  readonly tries: readonly { readonly http_status: number | null }[];
}

describe('the delivery of events by a running service', () => {
  let folder: TempDir;
  let services: WatchedService[] = [];

  beforeEach(async () => {
    folder = await makeTempDir();
    services = [];
  });
  afterEach(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await stopAll();
    await folder.remove();
  });

  const start = async (...ports: readonly number[]): Promise<WatchedService> => {
    const hosts = ports.map((port) => `127.0.0.1:${port}`).join(',');
    const service = await startWatched(
      configOf({ DATA_DIR: folder.path, WEBHOOK_ALLOWED_HOSTS: hosts, SHUTDOWN_GRACE: '1s' }),
    );
    services.push(service);
    return service;
  };

  const asDemo =
    ({ restUrl, demoToken }: WatchedService) =>
    async <A>(method: string, path: string, body?: object): Promise<A> => {
      const headers = { authorization: `Bearer ${demoToken}`, 'content-type': 'application/json' };
      const answer = await call(restUrl, {
        method,
        path,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (answer.status >= 300) throw new Error(Buffer.from(answer.body).toString('utf8'));
      return json(answer)['data'] as A;
    };

  const send = async (service: WatchedService): Promise<void> => {
    const fields = { phone: '14155550123', media_type: 'image', caption: 'marked-caption' };
    const body = await multipartBody(fields, { name: 'a.jpg', bytes: new Uint8Array(sample('jpg')) });
    const sender = { url: service.restUrl, token: String(service.demoToken) };
    expect((await postMedia(sender, body)).status).to.equal(200);
  };

  const typesIn = (received: readonly Received[]): readonly string[] =>
    received.map(({ body }) => (JSON.parse(body) as { type: string }).type);

  it('posts each event once, signed, and shows what became of it', async () => {
    const to = await receiver((_request, response) => response.end('thank you'));
    const service = await start(to.port);
    const ask = asDemo(service);
    const endpoint = await ask<{ id: string; secret: string }>('POST', '/webhook-endpoints', { url: to.url });
    await send(service);
    await until('the events of a delivered message', () => typesIn(to.received).includes('message.delivered'));
    expect(typesIn(to.received)).to.include.members(['contact.created', 'message.sent', 'message.delivered']);
    const ids = to.received.map(({ request }) => request.headers['webhook-id']);
    expect([...new Set(ids)]).to.deep.equal(ids);
    const { secret } = endpoint;
    for (const { request, body } of to.received)
      expect(new Webhook(secret).verify(body, request.headers as Record<string, string>)).to.have.property('data');
    const path = `/webhook-endpoints/${endpoint.id}`;
    await until('its record', async () => {
      const { deliveries } = await ask<{ deliveries: Delivery[] }>('GET', `${path}/deliveries?status=delivered`);
      return deliveries.length === to.received.length;
    });
    const shown = await ask<{ last_success_at: string | null; secret?: string }>('GET', path);
    expect(shown.last_success_at).to.be.a('string');
    expect(shown).not.to.have.property('secret');
    expect(service.logged()).to.not.contain(secret).and.not.contain('key=1').and.not.contain('marked-caption');
  });

  it('goes on after a restart, and sends again what is replayed', async () => {
    let isUp = false;
    const to = await receiver((_request, response) => response.writeHead(isUp ? 200 : 503).end());
    const first = await start(to.port);
    const { id } = await asDemo(first)<{ id: string }>('POST', '/webhook-endpoints', {
      url: to.url,
      events: ['message.sent'],
    });
    await send(first);
    await until('a try', () => to.received.length === 1);
    await first.stop();
    isUp = true;
    const second = await start(to.port);
    const ask = asDemo(second);
    const list = async (status: string): Promise<readonly Delivery[]> =>
      (await ask<{ deliveries: Delivery[] }>('GET', `/webhook-endpoints/${id}/deliveries?status=${status}`)).deliveries;
    const [delivered] = await until('the next try', async () => {
      const found = await list('delivered');
      return found.length > 0 ? found : undefined;
    });
    expect(delivered?.tries.map(({ http_status }) => http_status)).to.deep.equal([503, 200]);
    await ask('POST', `/webhook-endpoints/${id}/deliveries/${delivered?.id}/replay`);
    await until('the replay', () => to.received.length === 3);
    const replay = { since: '2026-01-01', status: 'all' };
    expect(await ask('POST', `/webhook-endpoints/${id}/replay`, replay)).to.deep.equal({ replayed: 1 });
    await until('the other replay', () => to.received.length === 4);
    expect(new Set(to.received.map(({ request }) => request.headers['webhook-id'])).size).to.equal(1);
    expect(new Set(to.received.map(({ body }) => body)).size).to.equal(1);
  });

  it('refuses its own addresses, whatever they are called', async () => {
    const service = await start(1);
    const { port } = new URL(service.restUrl);
    for (const url of [service.restUrl, `http://localhost:${port}/`, `http://[::1]:${port}/`]) {
      const body = JSON.stringify({ url });
      const headers = { authorization: `Bearer ${service.demoToken}`, 'content-type': 'application/json' };
      const answer = await call(service.restUrl, { method: 'POST', path: '/webhook-endpoints', headers, body });
      expect(answer.status, url).to.equal(422);
    }
  });

  it('sends a test again as it was when it is replayed', async () => {
    const to = await receiver();
    const ask = asDemo(await start(to.port));
    const { id } = await ask<{ id: string }>('POST', '/webhook-endpoints', { url: to.url, enabled: true });
    const tested = await ask<Delivery>('POST', `/webhook-endpoints/${id}/test`, { event: 'contact.opted_out' });
    expect(tested.status).to.equal('delivered');
    await ask('POST', `/webhook-endpoints/${id}/deliveries/${tested.id}/replay`);
    await until('the replay', () => to.received.length === 2);
    const [first, second] = to.received;
    expect(second?.body).to.equal(first?.body);
    expect(second?.request.headers['webhook-id']).to.match(/^evt_test_/);
  });
});
