import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { eventBody } from '../../../src/api/event-view.js';
import { listen as listenAt } from '../../../src/kit/listen.js';
import { closeHubs, startEventDoor, ACME, type EventDoor } from '../../adapters/rest/events/stage.js';
import { stopServers } from '../../adapters/rest/support/server.js';
import { times } from '../../contracts/support.js';
import { postcard } from '../../support/cli.js';
import { startCuttingProxy } from '../../support/cutting-proxy.js';
import { SECRET } from '../../support/happy-ports.js';
import { until } from '../../support/until.js';

const main = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));

interface Listener {
  readonly lines: () => readonly string[];
  readonly events: () => readonly Readonly<Record<string, unknown>>[];
  readonly complaints: () => string;
  readonly kill: (signal: NodeJS.Signals) => Promise<number | null>;
  readonly ended: Promise<number | null>;
}

const running: (() => void)[] = [];

const startListener = (url: string, ...words: string[]): Listener => {
  const child = spawn(process.execPath, [main, ...words, '--to-url', url, '--token', SECRET], {
    env: { PATH: process.env['PATH'] ?? '' },
  });
  running.push(() => child.kill('SIGKILL'));
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const lines = (): readonly string[] => out.split('\n').slice(0, -1);
  return {
    lines,
    events: () => lines().map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
    complaints: () => err,
    kill: (signal) => {
      child.kill(signal);
      return ended;
    },
    ended,
  };
};

/** Waits until somebody listens at a door. */
const heard = (door: EventDoor, calls = 1): Promise<unknown> =>
  until('a listener', async () => {
    const metrics = await door.registry.metrics();
    const open = /postcard_http_requests_in_flight (\d+)/.exec(metrics)?.[1];
    return Number(open) >= calls;
  });

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const receivers: Server[] = [];

/** A receiver of webhooks on this machine. */
const startReceiver = async (status: (nth: number) => number) => {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      const code = status(received.length);
      if (code === 0) request.socket.destroy();
      else response.writeHead(code, code === 302 ? { Location: '/elsewhere' } : {}).end('thanks');
    });
  });
  receivers.push(server);
  const { port } = await listenAt(server, '127.0.0.1', 0);
  return { url: `http://127.0.0.1:${port}/hooks`, received };
};

describe('postcard listen', () => {
  afterEach(async () => {
    running.splice(0).forEach((kill) => kill());
    receivers.splice(0).forEach((server) => server.close());
    closeHubs();
    await stopServers();
  });

  it('prints each event at once, as a JSON line, until it is interrupted', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const door = await startEventDoor();
      const listener = startListener(door.url, '--json', 'listen');
      await heard(door);
      const { id, event } = door.log.write(ACME);
      door.hub.wake(ACME);
      await until('the line', () => listener.lines().length === 1);
      expect(listener.events()).to.deep.equal([{ id, ...(JSON.parse(eventBody(event)) as object), forwarded: null }]);
      expect(await listener.kill(signal)).to.equal(0);
      expect(listener.complaints()).to.equal('');
    }
  });

  it('prints lines to read without --json, of the types that are asked for', async () => {
    const door = await startEventDoor();
    const listener = startListener(door.url, 'listen', '--event', 'contact.erased', '--event', 'account.attention');
    await heard(door);
    (['message.sent', 'contact.erased', 'message.read', 'account.attention'] as const).forEach((type) =>
      door.log.write(ACME, type),
    );
    door.hub.wake(ACME);
    await until('the lines', () => listener.lines().length === 2);
    expect(listener.lines().map((line) => line.split(/ {2,}/).slice(1))).to.deep.equal([
      ['contact.erased', 'contact_id=17'],
      ['account.attention', 'no problems'],
    ]);
    expect(await listener.kill('SIGINT')).to.equal(0);
  });

  it('begins behind the event that it is told', async () => {
    const door = await startEventDoor();
    const written = times(40, () => door.log.write(ACME).id as string);
    const listener = startListener(door.url, '--json', 'listen', '--last-event-id', written[9] ?? '');
    await until('the events', () => listener.lines().length >= 30);
    expect(listener.events().map(({ id }) => id)).to.deep.equal(written.slice(10));
    await listener.kill('SIGTERM');
  });

  it('comes back by itself, and misses nothing', async () => {
    const door = await startEventDoor();
    const wire = await startCuttingProxy(new URL(door.url).host);
    const listener = startListener(`http://${wire.address}`, '--json', 'listen');
    const written: string[] = [];
    await heard(door);
    for (let cut = 0; cut < 3; cut += 1) {
      written.push(door.log.write(ACME).id);
      door.hub.wake(ACME);
      await until('what comes', () => listener.lines().length === written.length);
      wire.cut();
      written.push(...times(20, () => door.log.write(ACME).id as string));
      await until('what it missed', () => listener.lines().length === written.length);
    }
    expect(listener.events().map(({ id }) => id)).to.deep.equal(written);
    expect(listener.complaints()).to.contain('trying again');
    expect(await listener.kill('SIGINT')).to.equal(0);
    await wire.close();
  });

  it('comes back to where it began, where it has heard nothing yet', async () => {
    const began = 'evt_0000000000016--------';
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers['last-event-id'] as string | undefined);
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Last-Event-ID': began }).end(': postcard\n\n');
    });
    receivers.push(server);
    const { port } = await listenAt(server, '127.0.0.1', 0);
    const listener = startListener(`http://127.0.0.1:${port}`, 'listen');
    await until('its return', () => asked.length >= 2);
    expect(asked.slice(0, 2)).to.deep.equal([undefined, began]);
    expect(await listener.kill('SIGINT')).to.equal(0);
  });

  it('ends with 1 where its token is refused, at first and later, and says what the server says', async () => {
    const door = await startEventDoor({ held: { scopes: ['contacts:read'] } });
    const listener = startListener(door.url, '--json', 'listen');
    expect(await listener.ended).to.equal(1);
    expect(listener.complaints()).to.contain('403 INSUFFICIENT_SCOPE');
    expect(JSON.parse(listener.lines().join('\n'))).to.have.nested.property('error.code', 'INSUFFICIENT_SCOPE');
  });

  it('ends with 1 where the other side is no Postcard server', async () => {
    const { url } = await startReceiver(() => 200);
    const listener = startListener(url, 'listen');
    expect(await listener.ended).to.equal(1);
    expect(listener.complaints()).to.contain('is it a Postcard server?');
  });

  it('sends each event on once, in order, signed with a secret that it makes, and says what came of it', async () => {
    const { url, received } = await startReceiver((nth) => [0, 200, 500, 302, 0][nth] ?? 204);
    const door = await startEventDoor();
    const listener = startListener(door.url, '--json', 'listen', '--forward-to', url);
    await heard(door);
    const written = times(5, () => door.log.write(ACME));
    door.hub.wake(ACME);
    await until('the lines', () => listener.lines().length === 6);
    const [first, ...events] = listener.events();
    expect(first).to.have.all.keys('secret', 'forward_to').and.to.include({ forward_to: url });
    expect(received.map(({ body }) => body)).to.deep.equal(written.map(({ event }) => eventBody(event)));
    const webhook = new Webhook(String(first?.['secret']));
    received.forEach(({ headers, body }, index) => {
      expect(headers).to.include({ 'webhook-id': written[index]?.id, 'content-type': 'application/json' });
      expect(headers['user-agent']).to.match(/^Postcard\//);
      expect(webhook.verify(body, headers as Record<string, string>)).to.deep.equal(JSON.parse(body));
    });
    const outcomes = events.map(({ forwarded }) => forwarded as { http_status: unknown; reason: unknown; ms: unknown });
    expect(outcomes.map(({ http_status, reason }) => [http_status, reason])).to.deep.equal([
      [200, null],
      [500, 'http_status'],
      [302, 'redirect'],
      [null, 'interrupted'],
      [204, null],
    ]);
    for (const { ms } of outcomes) expect(ms).to.be.a('number');
    await listener.kill('SIGINT');
  });

  it('signs with the secret that it is given, and goes on where nobody answers', async () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const { url, received } = await startReceiver(() => 200);
    const nobody = createServer();
    const { port } = await listenAt(nobody, '127.0.0.1', 0);
    nobody.close();
    const door = await startEventDoor();
    const listeners = [url, `http://127.0.0.1:${port}/`].map((to) =>
      startListener(door.url, 'listen', '--forward-to', to, '--secret', secret),
    );
    await heard(door, 2);
    door.log.write(ACME);
    door.hub.wake(ACME);
    await until('the lines', () => listeners.every(({ lines }) => lines().length === 2));
    expect(listeners[0]?.lines()[0]).to.contain(secret);
    expect(listeners[0]?.lines()[1]).to.match(/-> 200 in \d+ ms$/);
    expect(listeners[1]?.lines()[1]).to.match(/-> unreachable in \d+ ms$/);
    const { headers, body } = received[0] ?? expect.fail('nothing came');
    expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.to.throw();
  });

  it('refuses wrong usage with 2 before it connects', async () => {
    const wrong = [
      ['--event', 'message.gone'],
      ['--last-event-id', 'evt_1'],
      ['--forward-to', 'ftp://127.0.0.1/'],
      ['--forward-to', 'http://user:secret@127.0.0.1/'],
      ['--forward-to', 'nowhere'],
      ['--forward-to', 'http://127.0.0.1/', '--secret', 'hunter2'],
      ['--secret', `whsec_${Buffer.alloc(32).toString('base64')}`],
    ];
    const ran = await Promise.all(
      wrong.map((words) => postcard({}, 'listen', ...words, '--to-url', 'http://127.0.0.1:9', '--token', SECRET)),
    );
    expect(ran.map(({ code }) => code)).to.deep.equal(wrong.map(() => 2));
    for (const { stderr } of ran) expect(stderr).not.to.contain('hunter2');
  });
});
