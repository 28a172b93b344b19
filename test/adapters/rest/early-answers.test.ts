import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { Readable } from 'node:stream';
import { request as undiciRequest } from 'undici';
import { type SendMediaMessage } from '../../../src/domain/use-cases/send-media-message/call.js';
import { fieldOf, fileOf, FORM_TYPE, writeForm } from './support/form.js';
import { connectRaw, dropConnections, exchangeRaw, isWhole, parseAnswer, postHead } from './support/raw.js';
import { answerOf, readAll, receipt, startServer, stopServers } from './support/server.js';

const refuse: SendMediaMessage = () => Promise.resolve(answerOf(E.left({ _tag: 'Unauthorized' })));
const MEBI = 1_048_576;

/** Takes the fields and refuses when the file begins. */
const refuseFile: SendMediaMessage = async ({ parts }) => {
  for await (const part of parts)
    if (E.isRight(part) && part.right._tag === 'File') return answerOf(E.left({ _tag: 'ContactNotFound' }));
  return answerOf(E.right(receipt));
};

describe('an answer before the body', () => {
  afterEach(async () => {
    dropConnections();
    await stopServers();
  });

  it('comes in place of "100 Continue"', async () => {
    const { port } = await startServer({ sendMediaMessage: refuse });
    const connection = await connectRaw(port);
    connection.write(postHead({ Expect: '100-continue', 'Content-Type': FORM_TYPE, 'Content-Length': 100 * MEBI }));
    const received = await connection.until(isWhole);
    expect(received).not.to.contain('100 Continue');
    const answer = parseAnswer(received);
    expect(answer.status).to.equal(401);
    expect(answer.headers.get('connection')).to.equal('close');
    expect(answer.headers.get('www-authenticate')).to.equal('Bearer');
  });

  it('leaves "100 Continue" to whoever begins to read', async () => {
    const steps: string[] = [];
    const body = writeForm([fileOf('bytes')]);
    const { port } = await startServer({
      sendMediaMessage: async (call) => {
        await new Promise(setImmediate);
        steps.push(connection.received());
        const seen = await readAll(call);
        return answerOf(seen.fault === null ? E.right(receipt) : E.left(seen.fault));
      },
    });
    const connection = await connectRaw(port);
    connection.write(postHead({ Expect: '100-continue', 'Content-Type': FORM_TYPE, 'Content-Length': body.length }));
    await connection.until((received) => received.startsWith('HTTP/1.1 100 Continue\r\n\r\n'));
    expect(steps).to.deep.equal(['']);
    connection.write(body);
    expect(parseAnswer(await connection.until(isWhole)).status).to.equal(200);
  });

  it('needs no "100 Continue" for a body of a type that is not taken', async () => {
    const { port } = await startServer();
    const connection = await connectRaw(port);
    connection.write(postHead({ Expect: '100-continue', 'Content-Type': 'text/plain', 'Content-Length': 10 }));
    const received = await connection.until(isWhole);
    expect(received).not.to.contain('100 Continue');
    expect(parseAnswer(received).status).to.equal(415);
  });

  it('needs no "100 Continue" for JSON that is said to be too large', async () => {
    const { port } = await startServer();
    const connection = await connectRaw(port);
    connection.write(
      postHead({ Expect: '100-continue', 'Content-Type': 'application/json', 'Content-Length': 65_537 }),
    );
    const received = await connection.until(isWhole);
    expect(received).not.to.contain('100 Continue');
    expect(parseAnswer(received).status).to.equal(422);
  });

  it('comes in spite of an expectation that we do not know', async () => {
    const { port } = await startServer({ sendMediaMessage: refuse });
    const answer = await exchangeRaw(port, postHead({ Expect: 'a-cake', 'Content-Length': 0 }));
    expect(answer.status).to.equal(401);
  });

  it('costs little of a large body, which is not read', async () => {
    const { port, logLines } = await startServer({ sendMediaMessage: refuse, limits: { lingerTime: 300 } });
    const connection = await connectRaw(port);
    connection.write(postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': 100 * MEBI }));
    const chunk = Buffer.alloc(MEBI, 'x');
    for (let sent = 0; sent < 100; sent += 1) connection.write(chunk);
    await connection.closed();
    expect(parseAnswer(connection.received()).status).to.equal(401);
    const line = JSON.parse(logLines.at(-1) ?? '') as { bytes_in: number };
    expect(line.bytes_in).to.be.within(1, 2 * MEBI);
  });

  it('is read by a client that reads while it writes', async () => {
    const { url } = await startServer({ sendMediaMessage: refuse, limits: { lingerTime: 60_000 } });
    async function* slow(): AsyncGenerator<Buffer> {
      for (let sent = 0; sent < 64; sent += 1) yield Buffer.alloc(64 * 1_024, 'x');
    }
    const attempts = Array.from({ length: 40 }, async () => {
      const { statusCode, body } = await undiciRequest(`${url}/messages/media`, {
        method: 'POST',
        headers: { 'content-type': FORM_TYPE, 'content-length': String(64 * 64 * 1_024) },
        body: Readable.from(slow()),
      });
      await body.dump();
      return statusCode;
    });
    expect(await Promise.all(attempts)).to.deep.equal(attempts.map(() => 401));
  });

  it('may come when the file begins, and closes the connection after what was sent is read', async () => {
    const { port } = await startServer({ sendMediaMessage: refuseFile });
    const body = writeForm([fieldOf('phone', '1'), fileOf(Buffer.alloc(512 * 1_024))]);
    const connection = await connectRaw(port);
    connection.write(postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': body.length }));
    connection.write(body.subarray(0, 1_000));
    const answer = parseAnswer(await connection.until(isWhole));
    expect(answer.status).to.equal(404);
    expect(answer.headers.get('connection')).to.equal('close');
    connection.write(body.subarray(1_000));
    await connection.closed();
  });

  it('keeps the connection where the body had come already', async () => {
    const { port } = await startServer({ sendMediaMessage: refuse });
    const connection = await connectRaw(port);
    const request = `${postHead({ 'Content-Type': 'application/json', 'Content-Length': 2 })}{}`;
    for (const count of [1, 2, 3]) {
      connection.write(request);
      const received = await connection.until(
        (text) => text.split('HTTP/1.1 401').length > count && text.endsWith('}'),
      );
      expect(parseAnswer(received).headers.get('connection')).to.equal('keep-alive');
    }
  });

  it('comes to GET and HEAD with a body that never comes, too', async () => {
    const { port } = await startServer({ limits: { lingerTime: 50 } });
    for (const method of ['GET', 'HEAD']) {
      const connection = await connectRaw(port);
      connection.write(`${method} /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n`);
      expect(parseAnswer(await connection.closed()).status).to.equal(200);
    }
  });
});
