import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { setImmediate } from 'node:timers/promises';
import { manualTimer } from '../../kit/time/manual-timer.js';
import { settled } from '../../support/at-rest.js';
import { until } from '../../support/until.js';
import { fileOf, FORM_TYPE, writeForm } from './support/form.js';
import { connectRaw, dropConnections, isWhole, parseAnswer, postHead, type RawConnection } from './support/raw.js';
import { startServer, stopServers } from './support/server.js';

const KIBIBYTE = 1_024;

/** The head of an unsigned webhook. */
const webhookHead = (framing: string): string =>
  `POST /webhooks/whatsapp HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=${'0'.repeat(64)}\r\n${framing}\r\n\r\n`;
const CHUNKED = 'Transfer-Encoding: chunked';

/** The end of a chunked body. */
const LAST_CHUNK = '0\r\n\r\n';

/** A body in chunks of so many bytes, without its end. */
const inOpenChunks = (body: Buffer, size: number): Buffer => {
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const chunk = body.subarray(at, at + size);
    pieces.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return Buffer.concat(pieces);
};

/** A chunked body in chunks of so many bytes, with its end. */
const inChunks = (body: Buffer, size: number): Buffer =>
  Buffer.concat([inOpenChunks(body, size), Buffer.from(LAST_CHUNK)]);

/**
 * Sends a body in pieces of one byte, and its end only once it was refused: a body that is already whole then, as on a
 * busy machine, would leave the connection open.
 */
const expectFragmented = async (connection: RawConnection, body: Buffer): Promise<void> => {
  connection.write(inOpenChunks(body, 1));
  await connection.until(isWhole);
  connection.write(LAST_CHUNK);
  const answer = parseAnswer(await connection.closed());
  expect(answer.status).to.equal(400);
  expect(answer.headers.get('connection')).to.equal('close');
  expect((JSON.parse(answer.body) as { error: object }).error).to.deep.equal({
    code: 'VALIDATION_ERROR',
    message: 'The body of the request comes in too many small pieces; send it in larger chunks.',
    details: { body: ['comes in too many small pieces; send it in larger chunks'] },
  });
};

const healthy = async (port: number): Promise<RawConnection> => {
  const connection = await connectRaw(port);
  connection.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(parseAnswer(await connection.until(isWhole)).status).to.equal(200);
  return connection;
};

describe('strangers', () => {
  afterEach(async () => {
    dropConnections();
    await stopServers();
  });

  describe('that send small pieces', () => {
    it('are refused where it is a webhook', async () => {
      let received = 0;
      const { port } = await startServer({
        webhook: {
          verifyHandshake: () => TE.right(false),
          receive: () => TE.right((received += 1) > 0),
          onRefused: () => undefined,
        },
      });
      const connection = await connectRaw(port);
      connection.write(webhookHead(CHUNKED));
      await expectFragmented(connection, Buffer.alloc(3_000, 'x'));
      expect(received).to.equal(0);
      const whole = await connectRaw(port);
      whole.write(webhookHead(CHUNKED));
      whole.write(inChunks(Buffer.alloc(30_000, 'x'), 16));
      expect(parseAnswer(await whole.until(isWhole)).status).to.equal(200);
    });

    for (const type of ['application/json', 'application/x-www-form-urlencoded'])
      it(`are refused where it is ${type}`, async () => {
        const { port } = await startServer();
        const connection = await connectRaw(port);
        connection.write(postHead({ 'Content-Type': type, 'Transfer-Encoding': 'chunked' }));
        await expectFragmented(connection, Buffer.from(`{"phone":"${'1'.repeat(2_000)}"}`));
      });

    it('are taken, a little at a time, where it is a form', async () => {
      const { port, seen } = await startServer();
      const connection = await connectRaw(port);
      const content = Buffer.alloc(20_000, 'x');
      const form = writeForm([fileOf(content)]);
      connection.write(postHead({ 'Content-Type': FORM_TYPE, 'Transfer-Encoding': 'chunked' }));
      await settled();
      connection.write(inChunks(form, 1));
      expect(parseAnswer(await connection.until(isWhole)).status).to.equal(200);
      expect(seen[0]?.files[0]?.content.equals(content)).to.equal(true);
    });
  });

  it('are parsed in turns, so that others have theirs', async () => {
    const { port, rest } = await startServer();
    expect(rest).not.to.equal(undefined);
    const chunks = 100_000;
    const hostile = await connectRaw(port);
    // A body that nobody reads: it is refused before.
    hostile.write('POST /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    hostile.write('1\r\nx\r\n'.repeat(chunks));
    let turns = 0;
    let isOver = false;
    void hostile.closed().then(() => (isOver = true));
    while (!isOver) {
      await setImmediate();
      turns += 1;
    }
    // Drained at most a mebibyte, a piece counting as 64 bytes: 16 384 pieces, a hundred at a time.
    expect(turns).to.be.greaterThan(50);
  });

  describe('that stop short', () => {
    it('get 408 for a webhook that is not whole in time, whatever its pace', async () => {
      const time = manualTimer();
      const { port } = await startServer({ time, limits: { lingerTime: 20 } });
      const connection = await connectRaw(port);
      connection.write(webhookHead('Content-Length: 3000000'));
      for (let second = 0; second < 17 && !connection.received(); second += 1) {
        connection.write(Buffer.alloc(2_000, 'x'));
        await settled();
        time.pass(1_000);
        if (second < 14) expect(connection.received()).to.equal('');
      }
      expect(parseAnswer(await connection.closed()).status).to.equal(408);
    });

    it('are cut off by newcomers, oldest first, where their bodies hold too much', async () => {
      const { port } = await startServer({ limits: { bodiesHeld: 100 * KIBIBYTE, lingerTime: 20 } });
      const senders: RawConnection[] = [];
      for (let count = 0; count < 3; count += 1) {
        const connection = await connectRaw(port);
        connection.write(webhookHead(`Content-Length: ${40 * KIBIBYTE}`));
        connection.write(Buffer.alloc(40 * KIBIBYTE - 1, 'x'));
        senders.push(connection);
        await settled();
      }
      expect(parseAnswer((await senders[0]?.closed()) ?? '').status).to.equal(408);
      for (const sender of senders.slice(1)) {
        sender.write('x');
        expect(parseAnswer(await sender.until(isWhole)).status).to.equal(401);
      }
    });

    it('are cut off likewise where their heads hold too much', async () => {
      const { port } = await startServer({ limits: { headsHeld: 25 * KIBIBYTE } });
      const senders: RawConnection[] = [];
      for (let count = 0; count < 3; count += 1) {
        const connection = await connectRaw(port);
        connection.write(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(10 * KIBIBYTE)}`);
        senders.push(connection);
        await settled();
      }
      expect(parseAnswer((await senders[0]?.closed()) ?? '').status).to.equal(408);
      for (const sender of senders.slice(1)) {
        sender.write('\r\n\r\n');
        expect(parseAnswer(await sender.until(isWhole)).status).to.equal(200);
      }
      // What has become whole counts no more.
      await healthy(port);
    });

    it('come before a form whose head is to come, and whose token was accepted', async () => {
      const { port, seen } = await startServer({ limits: { headsHeld: 25 * KIBIBYTE } });
      const form = writeForm([fileOf(Buffer.alloc(100))]);
      const upload = await connectRaw(port);
      upload.write(postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': form.length }));
      upload.write(form.subarray(0, 50));
      await settled();
      const strangers: RawConnection[] = [];
      for (let count = 0; count < 2; count += 1) {
        const connection = await connectRaw(port);
        connection.write(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(7 * KIBIBYTE)}`);
        strangers.push(connection);
        await settled();
      }
      expect(parseAnswer((await strangers[0]?.closed()) ?? '').status).to.equal(408);
      const second = await connectRaw(port);
      second.write(postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': form.length }));
      second.write(form.subarray(0, 50));
      // Two forms hold more than there is: the older one goes.
      expect(parseAnswer(await upload.closed()).status).to.equal(408);
      second.write(form.subarray(50));
      expect(parseAnswer(await second.until(isWhole)).status).to.equal(200);
      expect(seen.at(-1)?.fault).to.equal(null);
    });

    it('are cut off likewise for what waits behind a running request', async () => {
      let answer = (): void => undefined;
      const running = new Promise<boolean>((resolve) => (answer = () => resolve(true)));
      const { port } = await startServer({ ready: () => running, limits: { headsHeld: 25 * KIBIBYTE } });
      const waiting = await connectRaw(port);
      waiting.write('GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n');
      waiting.write(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(15 * KIBIBYTE)}`);
      await settled();
      const newcomer = await connectRaw(port);
      newcomer.write(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(15 * KIBIBYTE)}`);
      expect(await waiting.closed()).to.equal('');
      newcomer.write('\r\n\r\n');
      expect(parseAnswer(await newcomer.until(isWhole)).status).to.equal(200);
      answer();
    });
  });

  describe('that fill the door', () => {
    it('make room for a newcomer: first the one that has waited longest for a whole request', async () => {
      const { port } = await startServer({ limits: { connections: 3 } });
      const silent = await connectRaw(port);
      await settled();
      const slow = await connectRaw(port);
      slow.write('GET /healthz HTT');
      await settled();
      const served = await healthy(port);
      const fourth = await healthy(port);
      expect(await silent.closed()).to.equal('');
      await healthy(port);
      expect(parseAnswer(await slow.closed()).status).to.equal(408);
      served.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
      await served.until((received) => received.split('HTTP/1.1 200').length === 3);
      // It has been answered after the fourth.
      await healthy(port);
      await fourth.closed();
      expect(served.socket.destroyed).to.equal(false);
    });

    it('also where nobody has read its body', async () => {
      const { port } = await startServer({ limits: { connections: 2 } });
      const idle = await connectRaw(port);
      idle.write('POST /nope HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx');
      await idle.until(isWhole);
      await settled();
      await healthy(port);
      await healthy(port);
      await idle.closed();
    });

    it('and whoever is being answered, or whose token was accepted, comes last', async () => {
      let answer = (): void => undefined;
      const running = new Promise<boolean>((resolve) => (answer = () => resolve(true)));
      const { port, seen } = await startServer({ ready: () => running, limits: { connections: 3 } });
      const answered = await connectRaw(port);
      answered.write('GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n');
      const upload = await connectRaw(port);
      const form = writeForm([fileOf(Buffer.alloc(1_000))]);
      upload.write(postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': form.length }));
      upload.write(form.subarray(0, 500));
      await settled();
      for (let count = 0; count < 5; count += 1) await healthy(port);
      answer();
      upload.write(form.subarray(500));
      expect(parseAnswer(await answered.until(isWhole)).status).to.equal(200);
      expect(parseAnswer(await upload.until(isWhole)).status).to.equal(200);
      expect(seen).to.have.length(1);
    });
  });

  it('that leave are noticed, though a line end stands behind their request', async () => {
    const { port, logLines } = await startServer({ ready: () => new Promise(() => undefined) });
    const connection = await connectRaw(port);
    connection.write('GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n\r\n');
    await settled();
    connection.socket.end();
    await until('the line of the request', () => logLines.some((line) => line.includes('"cut":true')));
  });

  describe('that do not read', () => {
    /** A page of messages that no system takes at once. */
    const large = 'x'.repeat(30_000_000);
    const listMessages = () =>
      Promise.resolve({
        rateLimit: O.none,
        result: E.right({ messages: [], nextCursor: large as never }),
      });
    const ask = async (port: number): Promise<RawConnection> => {
      const connection = await connectRaw(port);
      connection.socket.pause();
      connection.write('GET /messages HTTP/1.1\r\nHost: x\r\n\r\n');
      return connection;
    };

    it('lose their answer when none of it could be written for a while', async () => {
      const time = manualTimer();
      const { port, logLines } = await startServer({ time, listMessages, limits: { idleWriteTime: 30_000 } });
      await ask(port);
      for (let second = 0; second < 29; second += 1) {
        await settled();
        time.pass(1_000);
      }
      expect(logLines.join('')).not.to.contain('"cut":true');
      for (let second = 0; second < 5; second += 1) {
        await settled();
        time.pass(1_000);
      }
      await settled();
      expect(logLines.join('')).to.contain('"cut":true');
    });

    it('lose it at once where such answers hold too much, oldest first', async () => {
      const time = manualTimer();
      const { port, logLines } = await startServer({ time, listMessages, limits: { answersHeld: 40_000_000 } });
      const first = await ask(port);
      await settled();
      await ask(port);
      for (let second = 0; second < 4; second += 1) {
        await settled();
        time.pass(1_000);
      }
      await settled();
      expect(logLines.filter((line) => line.includes('"cut":true'))).to.have.length(1);
      first.socket.resume();
      expect((await first.closed()).length).to.be.lessThan(large.length);
    });
  });
});
