import { expect } from 'chai';
import { once } from 'node:events';
import { type RequestListener } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { eventBody } from '../../../src/api/event-view.js';
import { type EndpointUrl } from '../../../src/domain/model/webhook/endpoint.js';
import { authority, expiredCertificate } from '../../kit/outgoing-guard/certificates.js';
import { until } from '../../support/until.js';
import {
  callTo,
  loggedEvent,
  rawReceiver,
  receiver,
  secureReceiver,
  SECRETS,
  senderTo,
  stopAll,
  urlAt,
} from './receiver.js';

describe('a webhook', () => {
  afterEach(stopAll);

  /** Sends one to an endpoint that answers so. */
  const answeredBy = async (answer: RequestListener, tryTime = 60_000) => {
    const to = await receiver(answer);
    return senderTo([to.port], {}, { tryTime }).sender.send(callTo(to.url))();
  };
  const answeredRaw = async (text: string, tryTime = 60_000) => {
    const port = await rawReceiver((socket) => void socket.end(text));
    return senderTo([port], {}, { tryTime }).sender.send(callTo(urlAt(port)))();
  };

  it('is a POST of the event with the documented headers', async () => {
    const to = await receiver();
    const { made, retryAfter } = await senderTo([to.port]).sender.send(callTo(to.url))();
    expect(made).to.include({ httpStatus: 200, reason: null, body: null });
    expect(made.ms).to.be.within(0, 60_000);
    expect(Date.now() - made.at).to.be.within(0, 60_000);
    expect(retryAfter).to.equal(null);
    const [{ request, body } = { request: null, body: '' }] = to.received;
    expect(body).to.equal(eventBody(loggedEvent.event));
    expect(request).to.include({ method: 'POST', url: '/hooks/postcard?key=1' });
    expect(request?.headers).to.include({
      host: `127.0.0.1:${to.port}`,
      'content-type': 'application/json',
      'webhook-id': loggedEvent.id,
      'webhook-timestamp': String(Math.floor(made.at / 1_000)),
    });
    expect(request?.headers['user-agent']).to.match(/^Postcard\/\d+\.\d+\.\d+/);
    expect(Object.keys(request?.headers ?? {})).to.not.include.members(['authorization', 'cookie']);
  });

  it('verifies with each of the secrets that sign, the new one first', async () => {
    const to = await receiver();
    await senderTo([to.port]).sender.send(callTo(to.url, { secrets: SECRETS }))();
    const [{ request, body } = { request: null, body: '' }] = to.received;
    const headers = request?.headers as Record<string, string>;
    for (const secret of SECRETS) expect(new Webhook(secret).verify(body, headers)).to.deep.equal(JSON.parse(body));
    expect(() => new Webhook('whsec_b3RoZXI=').verify(body, headers)).to.throw('No matching signature');
    expect(() => new Webhook(SECRETS[0] ?? '').verify(`${body} `, headers)).to.throw('No matching signature');
    const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
    expect(headers['webhook-signature']).to.equal(
      SECRETS.map((secret) => new Webhook(secret).sign(loggedEvent.id, at, body)).join(' '),
    );
  });

  it('is signed anew at each try, with the same id and body', async () => {
    const to = await receiver();
    let now = Date.UTC(2026, 10, 23);
    const { sender } = senderTo([to.port], {}, { clock: { now: () => (now += 5_000), elapsed: () => now } });
    await sender.send(callTo(to.url))();
    await sender.send(callTo(to.url))();
    const different = (header: string): number =>
      new Set(to.received.map(({ request }) => request.headers[header])).size;
    expect(new Set(to.received.map(({ body }) => body)).size).to.equal(1);
    expect(['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(different)).to.deep.equal([1, 2, 2]);
  });

  describe('succeeds', () => {
    for (const status of [200, 201, 202, 204, 299])
      it(`with ${status}`, async () => {
        const { made } = await answeredBy((_request, response) => response.writeHead(status).end());
        expect(made).to.include({ httpStatus: status, reason: null });
      });

    it('with a head, whatever the body does: it breaks off', async () => {
      const { made } = await answeredRaw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthank');
      expect(made).to.include({ httpStatus: 200, reason: null, body: 'thank' });
    });

    it('with a head, whatever the body does: it hangs', async () => {
      const { made } = await answeredBy((_request, response) => void response.write('thank'), 300);
      expect(made).to.include({ httpStatus: 200, reason: null, body: 'thank' });
    });

    it('with a head, whatever the body does: its chunks are none', async () => {
      const { made } = await answeredRaw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nthank\r\nzz\r\n');
      expect(made).to.include({ httpStatus: 200, reason: null, body: 'thank' });
    });

    it('after informational answers', async () => {
      const { made } = await answeredRaw(
        'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
      );
      expect(made).to.include({ httpStatus: 200, reason: null, body: 'ok' });
    });
  });

  describe('keeps of an answer', () => {
    it('its first 2 KiB, and gives up a connection that brings more without end', async () => {
      let isClosed = false;
      const { made } = await answeredBy((_request, response) => {
        response.on('close', () => (isClosed = true));
        const more = (): void => {
          while (!response.destroyed && response.write('x'.repeat(10_000)));
        };
        response.on('drain', more);
        more();
      });
      expect(made).to.include({ httpStatus: 200, reason: null, body: 'x'.repeat(2_048) });
      await until('the end of the connection', () => isClosed);
    });

    it('what is no UTF-8 replaced', async () => {
      const { made } = await answeredBy((_request, response) =>
        response.writeHead(500).end(Buffer.from('a\xffb', 'latin1')),
      );
      expect(made).to.include({ httpStatus: 500, reason: 'http_status', body: 'a\ufffdb' });
    });
  });

  describe('fails', () => {
    for (const status of [400, 401, 404, 410, 429, 500, 503, 304, 300])
      it(`with ${status}`, async () => {
        const { made } = await answeredBy((_request, response) => response.writeHead(status).end());
        expect(made).to.include({ httpStatus: status, reason: 'http_status' });
      });

    for (const status of [301, 302, 303, 307, 308])
      it(`with the redirect ${status}, which is not followed`, async () => {
        const target = await receiver();
        const { made } = await answeredBy((_request, response) =>
          response.writeHead(status, { location: target.url }).end('moved'),
        );
        expect(made).to.include({ httpStatus: status, reason: 'redirect', body: 'moved' });
        expect(target.received).to.deep.equal([]);
      });

    it('where the protocol is switched', async () => {
      const { made } = await answeredRaw(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
      );
      expect(made).to.include({ httpStatus: 101, reason: 'http_status', body: null });
    });

    it('by timeout where no head comes', async () => {
      const { made } = await answeredBy(() => undefined, 200);
      expect(made).to.include({ httpStatus: null, reason: 'timeout', body: null });
    });

    it('by timeout where a head comes byte by byte', async () => {
      const port = await rawReceiver((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nX: ');
        const drip = setInterval(() => socket.write('x'), 10);
        socket.once('close', () => clearInterval(drip));
      });
      const { made } = await senderTo([port], {}, { tryTime: 200 }).sender.send(callTo(urlAt(port)))();
      expect(made).to.include({ httpStatus: null, reason: 'timeout' });
    });

    it('by timeout where informational answers come without end', async () => {
      const port = await rawReceiver((socket) => {
        const drip = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 5);
        socket.once('close', () => clearInterval(drip));
      });
      const { made } = await senderTo([port], {}, { tryTime: 200 }).sender.send(callTo(urlAt(port)))();
      expect(made).to.include({ httpStatus: null, reason: 'timeout' });
    });

    for (const [what, text] of [
      ['at once', ''],
      ['in the status line', 'HTTP/1.1 20'],
      ['in the head', 'HTTP/1.1 200 OK\r\nContent-Le'],
      ['with something else than HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
      ['with two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
      ['with a head that is too large', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`],
    ] as const)
      it(`as interrupted where it breaks off ${what}`, async () => {
        const { made } = await answeredRaw(text);
        expect(made).to.include({ httpStatus: null, reason: 'interrupted', body: null });
      });

    it('as unreachable where nothing listens; only the log learns why', async () => {
      const { port, server } = await receiver();
      server.close();
      await once(server, 'close');
      const { sender, causes } = senderTo([port]);
      const { made, retryAfter } = await sender.send(callTo(urlAt(port)))();
      expect({ ...made, retryAfter }).to.include({
        httpStatus: null,
        reason: 'unreachable',
        body: null,
        retryAfter: null,
      });
      expect(causes.join()).to.contain('ECONNREFUSED').and.not.to.contain('key=1');
    });

    for (const [what, url] of [
      ['a private address', 'http://10.0.0.1/'],
      ['loopback', 'https://127.0.0.1/'],
      ['an address in another spelling', 'http://0x7f000001/'],
      ['a name of one label', 'http://intranet/'],
      ['a port that is not allowed', 'http://example.com:22/'],
    ] as const)
      it(`as unreachable at ${what}`, async () => {
        const { sender, causes } = senderTo([], { resolve: async () => ['8.8.8.8'] });
        expect((await sender.send(callTo(url as EndpointUrl))()).made).to.include({ reason: 'unreachable' });
        expect(causes).to.have.length(1);
      });

    it('as unreachable where its name leads to a private address by now', async () => {
      const { sender } = senderTo([], { resolve: async () => ['192.168.0.1'] });
      const { made } = await sender.send(callTo('https://hooks.example.com/' as EndpointUrl))();
      expect(made).to.include({ reason: 'unreachable' });
    });

    it('as unreachable where this service itself listens, though its host is allowed', async () => {
      const to = await receiver();
      const { sender } = senderTo([to.port], { isOwnAddress: (_address, port) => port === to.port });
      expect((await sender.send(callTo(to.url))()).made).to.include({ reason: 'unreachable' });
      expect(to.received).to.deep.equal([]);
    });

    it('as unreachable with a certificate that is not good', async () => {
      const port = await secureReceiver(expiredCertificate);
      const { sender, causes } = senderTo([port], { certificateAuthorities: [authority] });
      expect((await sender.send(callTo(urlAt(port, 'https')))()).made).to.include({ reason: 'unreachable' });
      expect(causes.join()).to.contain('expired');
    });

    it('as unreachable with TLS to a server that has none, and the other way round', async () => {
      const plain = await receiver();
      const secure = await secureReceiver();
      const { sender } = senderTo([plain.port, secure]);
      expect((await sender.send(callTo(urlAt(plain.port, 'https')))()).made).to.include({ reason: 'unreachable' });
      expect((await sender.send(callTo(urlAt(secure)))()).made).to.include({ reason: 'interrupted' });
    });
  });

  it('goes over TLS with a good certificate', async () => {
    const port = await secureReceiver();
    const { sender } = senderTo([port], { certificateAuthorities: [authority] });
    expect((await sender.send(callTo(urlAt(port, 'https')))()).made).to.include({ reason: null, body: 'secure' });
  });

  describe('hears Retry-After', () => {
    const after = async (status: number, value: string) => {
      const { made, retryAfter } = await answeredBy((_request, response) =>
        response.writeHead(status, { 'retry-after': value }).end(),
      );
      return retryAfter === null ? null : Math.round((retryAfter - made.at - made.ms) / 1_000);
    };

    it('in seconds, with any failure and with no success', async () => {
      expect(await after(503, '120')).to.be.within(119, 121);
      expect(await after(302, '0')).to.be.within(-1, 1);
      expect(await after(200, '120')).to.equal(null);
    });

    it('as a date', async () => {
      const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
      expect(await after(429, inAnHour)).to.be.within(3_590, 3_601);
    });

    for (const value of ['', 'soon', '-5', '1.5', '2026-11-23T12:00:00Z', 'Fri, 99 Nov 2026', '１２'])
      it(`unless it is ${JSON.stringify(value)}`, async () => {
        const to = await rawReceiver((socket) =>
          socket.end(`HTTP/1.1 503 No\r\nRetry-After: ${value}\r\nContent-Length: 0\r\n\r\n`),
        );
        expect((await senderTo([to]).sender.send(callTo(urlAt(to)))()).retryAfter).to.equal(null);
      });
  });

  describe('takes a connection again', () => {
    it('that is there, for one after the other', async () => {
      const to = await receiver((_request, response) => response.end('ok'));
      const { sender } = senderTo([to.port]);
      for (let sent = 0; sent < 5; sent += 1) await sender.send(callTo(to.url))();
      expect(to.connections()).to.equal(1);
      expect(to.received).to.have.length(5);
    });

    it('and tries a new one where its server had closed it', async () => {
      let served = 0;
      const to = await receiver((request, response) => {
        served += 1;
        if (served === 2) request.socket.destroy();
        else response.end('ok');
      });
      const { sender } = senderTo([to.port]);
      await sender.send(callTo(to.url))();
      expect((await sender.send(callTo(to.url))()).made).to.include({ httpStatus: 200, reason: null });
      expect([served, to.connections()]).to.deep.equal([3, 2]);
    });

    it('but tries no new one twice', async () => {
      let served = 0;
      const to = await receiver((request, response) => {
        served += 1;
        if (served > 1) request.socket.destroy();
        else response.end('ok');
      });
      const { sender } = senderTo([to.port]);
      await sender.send(callTo(to.url))();
      expect((await sender.send(callTo(to.url))()).made).to.include({ reason: 'interrupted' });
      expect(served).to.equal(3);
    });

    it('and leaves none behind when it closes', async () => {
      const to = await receiver((_request, response) => response.end('ok'));
      const hanging = await receiver(() => undefined);
      const { sender } = senderTo([to.port, hanging.port]);
      await Promise.all(Array.from({ length: 8 }, () => sender.send(callTo(to.url))()));
      const running = sender.send(callTo(hanging.url))();
      await until('the request', () => hanging.received.length > 0);
      sender.close();
      expect((await running).made.reason).to.equal('timeout');
      const left = (server: typeof to.server) =>
        new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
      await until('no connection', async () => (await left(to.server)) + (await left(hanging.server)) === 0);
    });
  });
});

describe('whether an endpoint may be called', () => {
  afterEach(stopAll);

  const mayCall = (url: string, ...answers: string[]): Promise<boolean> =>
    senderTo([], { resolve: async () => answers }).sender.mayCall(url as EndpointUrl)();

  it('is so for a public host that resolves', async () => {
    expect(await mayCall('https://hooks.example.com/x', '8.8.8.8')).to.equal(true);
  });

  for (const [url, ...answers] of [
    ['https://hooks.example.com/x'],
    ['https://hooks.example.com/x', '127.0.0.1'],
    ['https://hooks.example.com:8443/x', '8.8.8.8'],
    ['http://169.254.169.254/latest/meta-data'],
    ['http://[::ffff:10.0.0.1]/'],
    ['https://localhost/'],
    ['ftp://example.com/', '8.8.8.8'],
    ['https://user:secret@example.com/', '8.8.8.8'],
    [`https://example.com/${'x'.repeat(2_048)}`, '8.8.8.8'],
  ] as const)
    it(`is not so for ${url.slice(0, 50)} at ${answers.join() || 'nowhere'}`, async () => {
      expect(await mayCall(url, ...answers)).to.equal(false);
    });

  it('is said without a connection, and not of where this service listens', async () => {
    const to = await receiver();
    const { sender } = senderTo([to.port]);
    expect(await sender.mayCall(to.url)()).to.equal(true);
    const own = senderTo([to.port], { isOwnAddress: () => true });
    expect(await own.sender.mayCall(to.url)()).to.equal(false);
    expect(to.connections()).to.equal(0);
  });
});
