import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { exchange, type ExchangeLimits, readStart } from '../../../src/kit/http-client/exchange.js';
import { type HttpAnswer, type HttpRequest } from '../../../src/kit/http-client/send-over.js';
import { TimedOut } from '../../../src/kit/http-client/timed-out.js';

const PATIENT: ExchangeLimits = { connect: 60_000, idle: 60_000 };
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';

describe('An exchange', () => {
  let server: Server;
  let url: URL;
  let serve: (socket: Socket) => void;
  const sockets = new Set<Socket>();

  before(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
      serve(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a?b=c#d`);
  });
  after(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Answers a request's first bytes with these. */
  const answering = (text: string) => (socket: Socket) => void socket.once('data', () => socket.write(text, 'latin1'));

  const get = <A>(use: (answer: HttpAnswer) => Promise<A>, limits: Partial<ExchangeLimits> = {}): Promise<A> =>
    exchange({ method: 'GET', url, headers: {} }, { ...PATIENT, ...limits }, use);
  const text = ({ body }: HttpAnswer): Promise<string> => readStart(body, 1_000);
  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'no failure',
      (error: unknown) => error,
    );

  it('asks for the path and the query, and says that it is the only one', async () => {
    let request = '';
    serve = (socket) =>
      void socket.once('data', (bytes) => {
        request = bytes.toString();
        socket.write(`${HEAD}hello`);
      });
    expect(await get(text)).to.equal('hello');
    expect(request.split('\r\n').slice(0, 3)).to.deep.equal([
      'GET /a?b=c HTTP/1.1',
      `host: ${url.host}`,
      'connection: close',
    ]);
  });

  it('hands over each value of a header, byte by byte', async () => {
    serve = answering('HTTP/1.1 404 Not Here\r\nX: a\r\nX: \u00fc\r\nContent-Length: 0\r\n\r\n');
    const seen = await get(async ({ status, statusText, headers }) => [status, statusText, headers('x'), headers('y')]);
    expect(seen).to.deep.equal([404, 'Not Here', ['a', '\u00fc'], []]);
  });

  const whole: readonly (readonly [string, string])[] = [
    ['bytes behind its length', `${HEAD}hello and more`],
    ['a second answer behind it', `${HEAD}hello${HEAD}again`],
    ['informational answers before it', `HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 102 Wait\r\n\r\n${HEAD}hello`],
    ['no reason', HEAD.replace(' OK', '') + 'hello'],
    ['the head of HTTP/1.0', HEAD.replace('1.1', '1.0') + 'hello'],
  ];
  for (const [what, answer] of whole)
    it(`takes an answer with ${what}`, async () => {
      serve = answering(answer);
      expect(await get(text)).to.equal('hello');
    });

  it('takes an answer that is whole though the connection is reset before it is read', async () => {
    serve = answering(`${HEAD}hello`);
    const read = await get(async (answer) => {
      const [socket] = sockets;
      const closed = once(socket as Socket, 'close');
      (socket as Socket).resetAndDestroy();
      await closed;
      return text(answer);
    });
    expect(read).to.equal('hello');
  });

  it('takes an answer without a length whose end came before a reset', async () => {
    serve = (socket) =>
      void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nhello', () => socket.resetAndDestroy()));
    for (let n = 0; n < 10; n += 1) expect(await get(text)).to.equal('hello');
  });

  it('fails where the protocol is switched', async () => {
    serve = answering('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nhello');
    expect(await failure(get(text))).to.be.instanceOf(Error);
  });

  it('fails where nobody listens', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const request: HttpRequest = { method: 'GET', url: new URL(`http://127.0.0.1:${port}/`), headers: {} };
    expect(await failure(exchange(request, PATIENT, text))).to.be.instanceOf(Error);
  });

  it('reads no more of a body than is asked for', async () => {
    serve = answering(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(10_000)}`);
    expect(await get(({ body }) => readStart(body, 4))).to.equal('xxxx');
  });

  it('leaves no connection behind, whatever becomes of it', async () => {
    const gone: Promise<unknown>[] = [];
    serve = (socket) => {
      gone.push(once(socket, 'close'));
      socket.resume();
      answering('HTTP/1.1 200 OK\r\n\r\nendless')(socket);
    };
    await get(async () => 'not read');
    await failure(get(() => Promise.reject(new Error('a defect'))));
    await failure(get(({ body }) => readStart(body, 1_000), { idle: 5 }));
    await Promise.all(gone);
    expect(gone).to.have.length(3);
  });

  describe('is timed out', () => {
    it('where the other side says nothing', async () => {
      serve = (socket) => void socket.resume();
      expect(await failure(get(text, { idle: 5 }))).to.be.instanceOf(TimedOut);
    });

    it('where it says a little for ever', async () => {
      serve = (socket) => {
        answering('HTTP/1.1 200 OK\r\n\r\n')(socket);
        socket.once('data', () => {
          const timer = setInterval(() => socket.write('x'), 1);
          socket.once('close', () => clearInterval(timer));
        });
      };
      expect(await failure(get(({ body }) => readStart(body, Infinity), { whole: 20 }))).to.be.instanceOf(TimedOut);
    });

    it('where TLS is never spoken', async () => {
      serve = (socket) => void socket.resume();
      const request: HttpRequest = { method: 'GET', url: new URL(url.href.replace('http:', 'https:')), headers: {} };
      expect(await failure(exchange(request, { ...PATIENT, connect: 5 }, text))).to.be.instanceOf(TimedOut);
    });
  });

  it('ends when it is aborted: before it begins, before the head, within the body', async () => {
    expect(await failure(get(text, { signal: AbortSignal.abort(new Error('before')) }))).to.have.property(
      'message',
      'before',
    );
    for (const answer of ['', `${HEAD}he`]) {
      const abort = new AbortController();
      serve = (socket) => {
        answering(answer)(socket);
        socket.once('data', () => setImmediate(() => abort.abort(new Error('enough'))));
      };
      expect(await failure(get(text, { signal: abort.signal }))).to.have.property('message', 'enough');
    }
  });

  describe('with a streamed body', () => {
    const post = (body: AsyncIterable<Uint8Array>, length: number): Promise<string> =>
      exchange({ method: 'POST', url, headers: { 'content-length': String(length) }, body }, PATIENT, text);

    it('sends all of it', async () => {
      let size = 0;
      serve = (socket) =>
        void socket.on('data', (bytes) => {
          size += bytes.length;
          if (bytes.includes('last')) socket.write(`${HEAD}hello`);
        });
      const pieces = async function* (): AsyncGenerator<Buffer> {
        for (let i = 0; i < 20; i += 1) yield Buffer.alloc(65_536);
        yield Buffer.from('last');
      };
      expect(await post(pieces(), 20 * 65_536 + 4)).to.equal('hello');
      expect(size).to.be.above(20 * 65_536);
    });

    it('takes an answer that comes before its end, and ends the source', async () => {
      serve = answering(`${HEAD}hello`);
      let ended: () => void = () => undefined;
      const sourceEnded = new Promise<void>((resolve) => (ended = resolve));
      const endless = async function* (): AsyncGenerator<Buffer> {
        try {
          for (;;) yield Buffer.alloc(65_536);
        } finally {
          ended();
        }
      };
      expect(await post(endless(), 1_000_000_000)).to.equal('hello');
      await sourceEnded;
    });

    it('fails as its source fails', async () => {
      serve = (socket) => void socket.resume();
      const failing = async function* (): AsyncGenerator<Buffer> {
        yield Buffer.from('some');
        throw new Error('the disk broke');
      };
      expect(await failure(post(failing(), 1_000))).to.have.property('message', 'the disk broke');
    });
  });
});
