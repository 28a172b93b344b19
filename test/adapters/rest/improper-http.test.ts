import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { manualTimer } from '../../kit/time/manual-timer.js';
import { settled } from '../../support/at-rest.js';
import { fileOf, FORM_TYPE, writeForm } from './support/form.js';
import {
  connectRaw,
  dropConnections,
  exchangeRaw,
  isWhole,
  parseAnswer,
  postHead,
  type RawAnswer,
} from './support/raw.js';
import { answerOf, readAll, receipt, startServer, stopServers } from './support/server.js';

const expectRefusal = (answer: RawAnswer, status: number): void => {
  expect(answer.status).to.equal(status);
  expect(answer.headers.get('connection')).to.equal('close');
  expect(answer.headers.get('content-type')).to.equal('application/json; charset=utf-8');
  const { success, error, meta } = JSON.parse(answer.body) as {
    success: boolean;
    error: { code: string };
    meta: { request_id: string };
  };
  expect(success).to.equal(false);
  // The document gives these no `details`.
  expect(error).to.have.all.keys('code', 'message').and.to.include({ code: 'VALIDATION_ERROR' });
  expect(meta.request_id).to.equal(answer.headers.get('x-request-id'));
};

describe('a request that is not proper HTTP', () => {
  afterEach(async () => {
    dropConnections();
    await stopServers();
  });

  const json = { 'Content-Type': 'application/json' };
  const improper: Readonly<Record<string, string>> = {
    'two lengths': 'POST /messages/media HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
    'two equal lengths': 'POST /messages/media HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}',
    'a list of lengths': `${postHead({ ...json, 'Content-Length': '2, 2' })}{}`,
    'a length and an encoding': `${postHead({ 'Content-Length': 2, 'Transfer-Encoding': 'chunked' })}0\r\n\r\n`,
    'an encoding and a length': `${postHead({ 'Transfer-Encoding': 'chunked', 'Content-Length': 2 })}0\r\n\r\n`,
    'an encoding that does not end in chunked': `${postHead({ 'Transfer-Encoding': 'chunked, identity' })}{}`,
    'an encoding that is misspelt': `${postHead({ 'Transfer-Encoding': 'xchunked' })}{}`,
    'a length with a sign': `${postHead({ 'Content-Length': '+2' })}{}`,
    'a length with a fraction': `${postHead({ 'Content-Length': '2.0' })}{}`,
    'a blank before a colon': 'GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n',
    'a folded header': 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n 2\r\n\r\n',
    'a NUL in a header': 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: \0\r\n\r\n',
    'a bare line feed': 'GET /healthz HTTP/1.1\nHost: x\n\n',
    'no host': 'GET /healthz HTTP/1.1\r\n\r\n',
    'two hosts': 'GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n',
    'a method that is none': 'NONSENSE /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
    'a version that is none': 'GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n',
    'an absolute target that is no URL': 'GET http://[::1/healthz HTTP/1.1\r\nHost: x\r\n\r\n',
    'a target of another scheme': 'GET ftp://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n',
    'an asterisk as the target of a GET': 'GET * HTTP/1.1\r\nHost: x\r\n\r\n',
    'a target without a slash': 'GET healthz HTTP/1.1\r\nHost: x\r\n\r\n',
    TLS: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  };
  for (const [what, bytes] of Object.entries(improper))
    it(`is refused: ${what}`, async () => {
      const { port } = await startServer({ limits: { lingerTime: 50 } });
      const connection = await connectRaw(port);
      connection.write(Buffer.from(bytes, 'latin1'));
      expectRefusal(parseAnswer(await connection.closed()), 400);
    });

  it('is not refused: a path with a fragment', async () => {
    const { port } = await startServer();
    for (const target of ['//[@#x', '/healthz#[', 'http://x/#y'])
      expect((await exchangeRaw(port, `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`)).status).to.be.oneOf([200, 404]);
  });

  it('is refused: headers of more than 16 KiB', async () => {
    const { port } = await startServer();
    expectRefusal(await exchangeRaw(port, postHead({ 'X-A': 'x'.repeat(17_000) })), 431);
  });

  it('is refused: more headers than are looked at, whatever the last ones say', async () => {
    const { port } = await startServer();
    const fillers = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`X-${at}`, '']));
    expectRefusal(await exchangeRaw(port, postHead({ ...fillers, 'Idempotency-Key': 'k' })), 431);
  });

  it('is refused: a path of more than 16 KiB', async () => {
    const { port } = await startServer();
    expectRefusal(await exchangeRaw(port, `GET /${'x'.repeat(17_000)} HTTP/1.1\r\nHost: x\r\n\r\n`), 431);
  });

  it('is told so to a client that goes on sending megabytes of headers', async () => {
    const { port } = await startServer({ limits: { lingerTime: 60_000 } });
    const connection = await connectRaw(port);
    connection.write('GET / HTTP/1.1\r\nHost: x\r\n');
    for (let sent = 0; sent < 100; sent += 1) connection.write(`X-A: ${'x'.repeat(10_000)}\r\n`);
    expectRefusal(parseAnswer(await connection.until(isWhole)), 431);
    await connection.closed();
  });

  for (const [what, chunk] of [
    ['a chunk size that is none', 'zz\r\n'],
    ['a chunk that does not end', '2\r\n{}xx'],
    ['a chunk size with a sign', '-2\r\n{}\r\n'],
  ] as const)
    it(`is refused: ${what}, in the middle of a body`, async () => {
      const { port, seen } = await startServer({ limits: { lingerTime: 50 } });
      const connection = await connectRaw(port);
      connection.write(postHead({ ...json, 'Transfer-Encoding': 'chunked' }));
      connection.write(chunk);
      expectRefusal(parseAnswer(await connection.closed()), 400);
      expect(seen.map(({ fault }) => fault)).to.deep.equal([{ _tag: 'BadFraming' }]);
    });

  for (const [what, rest] of [
    ['chunk extensions', `2;${'x'.repeat(17_000)}\r\n{}\r\n`],
    ['trailers', `2\r\n{}\r\n0\r\nX-A: ${'x'.repeat(17_000)}\r\n\r\n`],
  ] as const)
    it(`is refused: ${what} of more than 16 KiB, in the middle of a body`, async () => {
      const { port, seen } = await startServer({ limits: { lingerTime: 50 } });
      const connection = await connectRaw(port);
      connection.write(postHead({ ...json, 'Transfer-Encoding': 'chunked' }));
      connection.write(rest);
      expectRefusal(parseAnswer(await connection.closed()), 431);
      expect(seen.map(({ fault }) => fault)).to.deep.equal([{ _tag: 'FramingTooLarge' }]);
    });

  it('is refused for what went wrong first: a bad chunk, and then the end of the connection', async () => {
    const { port, seen } = await startServer({ limits: { lingerTime: 50 } });
    const connection = await connectRaw(port);
    connection.write(postHead({ ...json, 'Transfer-Encoding': 'chunked' }));
    connection.write('zz\r\n');
    connection.socket.end();
    expectRefusal(parseAnswer(await connection.closed()), 400);
    expect(seen.map(({ fault }) => fault)).to.deep.equal([{ _tag: 'BadFraming' }]);
  });

  it('does not disturb the answer to the proper one before it', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const { port, seen } = await startServer({
      ready: async () => {
        await released;
        return true;
      },
    });
    const connection = await connectRaw(port);
    connection.write('GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n\0\0\0 nonsense\r\n\r\n');
    await settled();
    release();
    const answer = parseAnswer(await connection.closed());
    expect(answer.status).to.equal(200);
    expect(seen).to.deep.equal([]);
  });

  it('is one of many that come one after the other on one connection', async () => {
    const { port } = await startServer();
    const connection = await connectRaw(port);
    connection.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(3));
    await connection.until((received) => received.split('HTTP/1.1 200 OK').length === 4);
  });
});

describe('a request that takes its time', () => {
  afterEach(async () => {
    dropConnections();
    await stopServers();
  });

  const short = { watchInterval: 20, lingerTime: 50 };

  it('is refused where its headers do not come', async () => {
    const { port } = await startServer({ limits: { ...short, headersTime: 100 } });
    const connection = await connectRaw(port);
    connection.write('GET /healthz HTTP/1.1\r\nHost:');
    expectRefusal(parseAnswer(await connection.closed()), 408);
  });

  it('is refused where nothing comes at all', async () => {
    const { port } = await startServer({ limits: { ...short, headersTime: 100 } });
    expectRefusal(parseAnswer(await (await connectRaw(port)).closed()), 408);
  });

  for (const [what, type] of [
    ['a form', FORM_TYPE],
    ['JSON', 'application/json'],
  ] as const) {
    it(`is refused where ${what} trickles`, async () => {
      const { port, seen } = await startServer({ limits: { ...short, bodyHeadStart: 200 } });
      const connection = await connectRaw(port);
      connection.write(postHead({ 'Content-Type': type, 'Content-Length': 5_000 }));
      connection.write(type === FORM_TYPE ? writeForm([fileOf('x')]).subarray(0, 120) : '{');
      expectRefusal(parseAnswer(await connection.closed()), 408);
      expect(seen[0]?.fault).to.deep.equal({ _tag: 'TooSlow' });
    });

    it(`is refused where ${what} takes too long, at any rate`, async () => {
      const { port } = await startServer({ limits: { ...short, bodyTime: 200, bodyRate: 1 } });
      const connection = await connectRaw(port);
      connection.write(postHead({ 'Content-Type': type, 'Content-Length': 50_000 }));
      expectRefusal(parseAnswer(await connection.closed()), 408);
    });
  }

  it('has more time where it is large', async () => {
    const time = manualTimer();
    const limits = { largeBody: 100, largeBodyTime: 50_000, bodyTime: 5_000, bodyRate: 0 };
    const { port } = await startServer({ time, limits });
    const connection = await connectRaw(port);
    const body = writeForm([fileOf('x'.repeat(200))]);
    connection.write(postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': body.length }));
    connection.write(body.subarray(0, 150));
    await settled();
    time.pass(49_999);
    connection.write(body.subarray(150));
    expect(parseAnswer(await connection.until(isWhole)).status).to.equal(200);
  });

  it('is not to blame where it is we who do not read', async () => {
    const time = manualTimer();
    const { port } = await startServer({
      time,
      limits: { bodyTime: Infinity },
      sendMediaMessage: async (call) => {
        const seen = await readAll(call, async () => {
          await settled();
          time.pass(1_000_000);
        });
        return answerOf(seen.fault === null ? E.right(receipt) : E.left(seen.fault));
      },
    });
    const connection = await connectRaw(port);
    const body = writeForm([fileOf('x'.repeat(1_000_000))]);
    connection.write(postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': body.length }));
    connection.write(body);
    expect(parseAnswer(await connection.until(isWhole)).status).to.equal(200);
  });
});
