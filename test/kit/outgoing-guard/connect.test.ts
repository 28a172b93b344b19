import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { expect } from 'chai';
import { openSocket } from '../../../src/kit/http-client/open-socket.js';
import { readStart } from '../../../src/kit/http-client/exchange.js';
import { sendOver } from '../../../src/kit/http-client/send-over.js';
import { type Network } from '../../../src/kit/outgoing-guard/dial.js';
import { makeOutgoingGuard, type OutgoingGuardOptions } from '../../../src/kit/outgoing-guard/outgoing-guard.js';
import { OutgoingRefused, type Refusal } from '../../../src/kit/outgoing-guard/refusal.js';
import { type Resolve } from '../../../src/kit/outgoing-guard/resolve.js';
import { authority, certificate, expiredCertificate, key } from './certificates.js';

const started: Server[] = [];

const listen = async (server: Server): Promise<number> => {
  started.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

const greet: RequestListener = (request, response) => response.end(`hello ${request.headers.host}`);

/** Gets a URL over the guard's connection. */
const get = async (text: string, options: OutgoingGuardOptions, signal?: AbortSignal): Promise<string | Refusal> => {
  const url = new URL(text);
  try {
    const socket = await makeOutgoingGuard({ connectTimeout: 60_000, resolveTimeout: 60_000, ...options }).connect(
      url,
      signal,
    );
    const request = { method: 'GET', url, headers: {} } as const;
    const { body } = await sendOver(socket, request, new AbortController().signal);
    return await readStart(body, 1_000);
  } catch (error) {
    if (error instanceof OutgoingRefused) return error.refusal;
    throw error;
  }
};

/** Resolves every name to these, counting how often it is asked. */
const resolvingTo = (...answers: (readonly string[])[]): { resolve: Resolve; asked: () => number } => {
  let asked = 0;
  return {
    resolve: async () => {
      asked += 1;
      return answers[asked - 1] ?? [];
    },
    asked: () => asked,
  };
};

/**
 * A network in which each address leads to a port on loopback, so that no test dials a real one. The socket says
 * that its peer is what was dialled, or `peer`.
 */
const pretend = (ports: Readonly<Record<string, number>>, peer?: string): { network: Network; dialled: string[] } => {
  const dialled: string[] = [];
  const network: Network = async (endpoint, patience) => {
    dialled.push(endpoint.host);
    const port = ports[endpoint.host];
    if (port === undefined) throw new Error('connect ENETUNREACH');
    const socket = await openSocket({ ...endpoint, host: '127.0.0.1', port }, patience);
    Object.defineProperty(socket, 'remoteAddress', { get: () => peer ?? endpoint.host });
    return socket;
  };
  return { network, dialled };
};

describe('A guarded connection', () => {
  afterEach(async () => {
    await Promise.all(started.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });

  const tags: readonly (readonly [string, Refusal['_tag']])[] = [
    ['http://127.0.0.1/', 'AddressRefused'],
    ['https://127.0.0.1/', 'AddressRefused'],
    ['http://[::1]/', 'AddressRefused'],
    ['https://[::ffff:127.0.0.1]/', 'AddressRefused'],
    ['http://0x7f.1/', 'AddressRefused'],
    ['http://localhost/', 'HostRefused'],
    ['http://metadata.google.internal/', 'HostRefused'],
    ['http://example.com:22/', 'PortRefused'],
  ];
  for (const [url, tag] of tags) {
    it(`is refused to ${url} by the connection itself, without a look-up or a dial`, async () => {
      const { resolve, asked } = resolvingTo(['8.8.8.8']);
      const { network, dialled } = pretend({});
      expect(await get(url, { resolve, network })).to.include({ _tag: tag });
      expect([asked(), dialled.length]).to.deep.equal([0, 0]);
    });
  }

  it('goes to the address that was judged, under the name that was asked for', async () => {
    const port = await listen(createServer(greet));
    const { network, dialled } = pretend({ '8.8.8.8': port });
    const { resolve } = resolvingTo(['8.8.8.8']);
    expect(await get('http://example.com/', { resolve, network })).to.equal('hello example.com');
    expect(dialled).to.deep.equal(['8.8.8.8']);
  });

  it('looks a name up once, so that a second answer cannot lead elsewhere', async () => {
    const port = await listen(createServer(greet));
    const { network, dialled } = pretend({ '8.8.8.8': port, '127.0.0.1': port });
    const { resolve, asked } = resolvingTo(['8.8.8.8'], ['127.0.0.1']);
    const options = { resolve, network };
    expect(await get('http://rebind.example.com/', options)).to.equal('hello rebind.example.com');
    expect([asked(), dialled]).to.deep.equal([1, ['8.8.8.8']]);
    expect(await get('http://rebind.example.com/', options)).to.include({
      _tag: 'AddressRefused',
      address: '127.0.0.1',
    });
    expect(dialled).to.deep.equal(['8.8.8.8']);
  });

  it('is refused where every answer is', async () => {
    const { network, dialled } = pretend({});
    const { resolve } = resolvingTo(['10.0.0.1', '::1', 'fe80::1%eth0', 'nonsense']);
    expect(await get('http://example.com/', { resolve, network })).to.include({ _tag: 'AddressRefused' });
    expect(dialled).to.deep.equal([]);
  });

  it('never dials a refused answer among others', async () => {
    const port = await listen(createServer(greet));
    const { network, dialled } = pretend({ '8.8.8.8': port });
    const { resolve } = resolvingTo(['127.0.0.1', '8.8.4.4', '::ffff:10.0.0.1', '8.8.8.8']);
    expect(await get('http://example.com/', { resolve, network })).to.equal('hello example.com');
    expect(dialled).to.deep.equal(['8.8.4.4', '8.8.8.8']);
  });

  it('tries four addresses at the most', async () => {
    const { network, dialled } = pretend({});
    const { resolve } = resolvingTo(Array.from({ length: 40 }, (_, i) => `8.8.8.${i}`));
    expect(await get('http://example.com/', { resolve, network })).to.include({ _tag: 'NoConnection' });
    expect(dialled).to.have.length(4);
  });

  it('is torn down where its peer turns out to be another', async () => {
    const server = createServer(greet);
    const port = await listen(server);
    const requests: IncomingMessage[] = [];
    server.on('request', (request: IncomingMessage) => requests.push(request));
    const { network } = pretend({ '8.8.8.8': port }, '10.0.0.1');
    const { resolve } = resolvingTo(['8.8.8.8']);
    const refusal = await get('http://example.com/', { resolve, network });
    expect(refusal).to.include({ _tag: 'AddressRefused', address: '10.0.0.1' });
    expect(requests).to.have.length(0);
  });

  it('is refused to where this process listens, whatever the name', async () => {
    const { network, dialled } = pretend({});
    const { resolve } = resolvingTo(['8.8.8.8']);
    const isOwnAddress = (address: string, port: number): boolean => address === '8.8.8.8' && port === 80;
    expect(await get('http://example.com/', { resolve, network, isOwnAddress })).to.include({ _tag: 'AddressRefused' });
    expect(dialled).to.deep.equal([]);
  });

  it('is refused there to an exempt host too, if the guard says so', async () => {
    const { network } = pretend({ '127.0.0.1': await listen(createServer(greet)) });
    const options = { network, isOwnAddress: () => true, allowedHosts: [{ host: '127.0.0.1', port: 8_080 }] };
    const url = 'http://127.0.0.1:8080/';
    expect(await get(url, options)).to.equal('hello 127.0.0.1:8080');
    expect(await get(url, { ...options, isNeverOwn: true })).to.include({ _tag: 'AddressRefused' });
  });

  it('is judged in advance, with a look-up and without a dial', async () => {
    const { network, dialled } = pretend({});
    const refusalOf = (url: string, ...answers: string[]) =>
      makeOutgoingGuard({ network, resolve: resolvingTo(answers).resolve }).refusalOf(new URL(url));
    expect(await refusalOf('https://example.com/', '10.0.0.1', '8.8.8.8')).to.equal(null);
    expect(await refusalOf('https://example.com/', '10.0.0.1')).to.include({ _tag: 'AddressRefused' });
    expect(await refusalOf('https://example.com/')).to.include({ _tag: 'Unresolvable' });
    expect(await refusalOf('https://example.com:22/', '8.8.8.8')).to.include({ _tag: 'PortRefused' });
    expect(dialled).to.deep.equal([]);
  });

  it('is made to an allowed host, name or literal', async () => {
    const port = await listen(createServer(greet));
    for (const host of ['127.0.0.1', 'localhost']) {
      const allowedHosts = [{ host, port }];
      expect(await get(`http://${host}:${port}/`, { allowedHosts })).to.equal(`hello ${host}:${port}`);
    }
  });

  it('fails where nobody listens', async () => {
    const server = createServer(greet);
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const refusal = await get(`http://127.0.0.1:${port}/`, { allowedHosts: [{ host: '127.0.0.1', port }] });
    expect(refusal).to.include({ _tag: 'NoConnection' });
  });

  it('fails where the name has no address, or the resolver rejects or is silent', async () => {
    const silent: Resolve = () => new Promise(() => undefined);
    const failing: Resolve = async () => {
      throw new Error('SERVFAIL');
    };
    for (const resolve of [resolvingTo([]).resolve, failing, silent]) {
      expect(await get('http://example.com/', { resolve, resolveTimeout: 20 })).to.include({ _tag: 'Unresolvable' });
    }
  });

  describe('with TLS', () => {
    const name = 'media.example.test';
    const secure = async (cert: string, url = `https://${name}/`, more: OutgoingGuardOptions = {}) => {
      const port = await listen(createTlsServer({ cert, key }, greet));
      const { network } = pretend({ '8.8.8.8': port });
      const { resolve } = resolvingTo(['8.8.8.8']);
      return get(url, { resolve, network, certificateAuthorities: [authority], ...more });
    };
    const attempts = (result: string | Refusal): string =>
      typeof result !== 'string' && result._tag === 'NoConnection' ? result.attempts.join() : JSON.stringify(result);

    it('is made where the certificate is good for the name', async () => {
      expect(await secure(certificate)).to.equal(`hello ${name}`);
    });

    it('sends the name as SNI without its trailing dot', async () => {
      const asked: string[] = [];
      const server = createTlsServer({
        key,
        cert: certificate,
        SNICallback: (servername, answer) => {
          asked.push(servername);
          answer(null);
        },
      });
      const { network } = pretend({ '8.8.8.8': await listen(server.on('request', greet)) });
      const { resolve } = resolvingTo(['8.8.8.8'], ['8.8.8.8']);
      const options = { resolve, network, certificateAuthorities: [authority] };
      expect(await get(`https://${name}/`, options)).to.equal(`hello ${name}`);
      expect(await get(`https://${name}./`, options)).to.equal(`hello ${name}.`);
      expect(asked).to.deep.equal([name, name]);
    });

    it('checks the certificate of a literal against its address', async () => {
      const port = await listen(createTlsServer({ cert: certificate, key }, greet));
      const options = { allowedHosts: [{ host: '127.0.0.1', port }], certificateAuthorities: [authority] };
      expect(await get(`https://127.0.0.1:${port}/`, options)).to.equal(`hello 127.0.0.1:${port}`);
      const localhost = { ...options, allowedHosts: [{ host: 'localhost', port }] };
      expect(attempts(await get(`https://localhost:${port}/`, localhost))).to.contain('altnames');
    });

    it('fails on a certificate for another name, an expired one, and one of an unknown authority', async () => {
      expect(attempts(await secure(certificate, 'https://other.example.test/'))).to.contain('altnames');
      expect(attempts(await secure(expiredCertificate))).to.contain('expired');
      expect(attempts(await secure(certificate, `https://${name}/`, { certificateAuthorities: [] }))).to.match(
        /issuer|self.signed|verify/,
      );
    });

    it('verifies even where the environment says not to', async () => {
      const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
      try {
        expect(attempts(await secure(expiredCertificate))).to.contain('expired');
      } finally {
        if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
        else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
      }
    });

    it('gives up on a server that never shakes hands', async () => {
      const port = await listen(createTcpServer((socket) => socket.on('error', () => undefined).resume()));
      const options = { allowedHosts: [{ host: '127.0.0.1', port }], connectTimeout: 50 };
      expect(await get(`https://127.0.0.1:${port}/`, options)).to.include({ _tag: 'NoConnection' });
    });

    it('gives up as soon as it is aborted, and leaves no socket behind', async () => {
      const server = createTcpServer();
      const port = await listen(server);
      const abort = new AbortController();
      const gone = new Promise((resolve) =>
        server.once('connection', (socket) => {
          socket
            .on('error', () => undefined)
            .once('close', resolve)
            .resume();
          abort.abort();
        }),
      );
      const options = { allowedHosts: [{ host: '127.0.0.1', port }] };
      expect(await get(`https://127.0.0.1:${port}/`, options, abort.signal)).to.include({ _tag: 'NoConnection' });
      await gone;
    });
  });

  it('leaves proxies that the environment names alone', async () => {
    let proxied = 0;
    const proxy = await listen(
      createServer((request, response) => {
        proxied += 1;
        response.end(request.url);
      }),
    );
    const port = await listen(createServer(greet));
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
    const before = names.map((variable) => [variable, process.env[variable]] as const);
    for (const variable of names) process.env[variable] = `http://127.0.0.1:${proxy}`;
    try {
      const options = { allowedHosts: [{ host: '127.0.0.1', port }] };
      expect(await get(`http://127.0.0.1:${port}/`, options)).to.equal(`hello 127.0.0.1:${port}`);
    } finally {
      for (const [variable, value] of before) {
        if (value === undefined) delete process.env[variable];
        else process.env[variable] = value;
      }
    }
    expect(proxied).to.equal(0);
  });
});
