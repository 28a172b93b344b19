import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { createHmac } from 'node:crypto';
import { unavailable } from '../../../src/domain/model/errors.js';
import { connectRaw, dropConnections, isWhole, parseAnswer } from './support/raw.js';
import { startServer, stopServers, type TestServer } from './support/server.js';

const SECRET = 'app-secret';
const signatureOf = (body: Uint8Array): string => createHmac('sha256', SECRET).update(body).digest('hex');
const MEBI = 1_048_576;

describe('/webhooks/whatsapp', () => {
  let server: TestServer;
  const received: Buffer[] = [];
  const tokens: string[] = [];
  const refused: string[] = [];
  beforeEach(async () => {
    received.length = 0;
    tokens.length = 0;
    refused.length = 0;
    server = await startServer({
      webhook: {
        verifyHandshake: (token) =>
          TE.rightIO(() => {
            tokens.push(token);
            return token === 'right';
          }),
        receive: ({ raw, signature }) =>
          TE.rightIO(() => {
            received.push(Buffer.from(raw));
            return signature === signatureOf(raw);
          }),
        onRefused: (reason) => void refused.push(reason),
      },
    });
  });
  afterEach(async () => {
    dropConnections();
    await stopServers();
  });
  const get = (query: string): Promise<Response> => fetch(`${server.url}/webhooks/whatsapp?${query}`);
  const post = (body: Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}/webhooks/whatsapp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signatureOf(body)}`, ...headers },
      body,
    });

  it('gives the challenge back to who knows a verify token', async () => {
    const response = await get('hub.mode=subscribe&hub.verify_token=right&hub.challenge=1158%3Cb%3E');
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-type')).to.equal('text/plain; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).to.equal('nosniff');
    expect(await response.text()).to.equal('1158<b>');
  });

  for (const query of [
    '',
    'hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1',
    'hub.mode=unsubscribe&hub.verify_token=right&hub.challenge=1',
    'hub.mode=subscribe&hub.verify_token=&hub.challenge=1',
    'hub.mode=subscribe&hub.verify_token=right',
    'hub.mode=subscribe&hub.verify_token=right&hub.verify_token=right&hub.challenge=1',
    'hub.mode=subscribe&hub.verify_token[]=right&hub.challenge=1',
  ])
    it(`refuses the handshake ${query}`, async () => {
      const response = await get(query);
      expect(response.status).to.equal(401);
      expect(response.headers.get('www-authenticate')).to.equal('Bearer');
      expect(refused).to.deep.equal(['wrong_verify_token']);
      expect(await response.json()).to.have.nested.property('error.code', 'UNAUTHORIZED');
    });

  it('looks through the parameters of a handshake a bounded number of times, however many there are', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method
    const { getAll } = URLSearchParams.prototype;
    let looks = 0;
    URLSearchParams.prototype.getAll = function (name) {
      looks += 1;
      return getAll.call(this, name);
    };
    try {
      const response = await get(`${'&a'.repeat(7_000)}&hub.mode=subscribe&hub.verify_token=right&hub.challenge=1`);
      expect(response.status).to.equal(200);
    } finally {
      URLSearchParams.prototype.getAll = getAll;
    }
    expect(looks).to.be.at.most(10);
  });

  it('writes no verify token into the log', async () => {
    await get('hub.mode=subscribe&hub.verify_token=marked-secret&hub.challenge=1');
    expect(tokens).to.deep.equal(['marked-secret']);
    expect(server.logLines.join('')).not.to.contain('marked-secret');
  });

  it('hands over the very bytes, and answers without a body', async () => {
    const body = Buffer.from('{"a": "\\u00e9\\/", "b":\n1}');
    const response = await post(body);
    expect(response.status).to.equal(200);
    expect(await response.text()).to.equal('');
    expect(received).to.deep.equal([body]);
  });

  it('takes 3 MB and not a byte more', async () => {
    expect((await post(Buffer.alloc(3 * MEBI, ' '))).status).to.equal(200);
    const response = await post(Buffer.alloc(3 * MEBI + 1, ' '));
    expect(response.status).to.equal(422);
    expect(await response.json())
      .to.have.nested.property('error.details')
      .deep.equal({ body: ['must have at most 3 MB'] });
    expect(received).to.have.length(1);
  });

  it('asks for nothing that is said to be larger', async () => {
    const connection = await connectRaw(server.port);
    connection.write(
      `POST /webhooks/whatsapp HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=${'0'.repeat(64)}\r\n` +
        `Expect: 100-continue\r\nContent-Length: ${3 * MEBI + 1}\r\n\r\n`,
    );
    const text = await connection.until(isWhole);
    expect(text).not.to.contain('100 Continue');
    expect(parseAnswer(text).status).to.equal(422);
  });

  it('refuses a body without a length that turns out larger', async () => {
    const connection = await connectRaw(server.port);
    connection.write(
      `POST /webhooks/whatsapp HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=${'0'.repeat(64)}\r\n` +
        'Transfer-Encoding: chunked\r\n\r\n',
    );
    for (let sent = 0; sent < 4; sent += 1) connection.write(`100000\r\n${'x'.repeat(MEBI)}\r\n`);
    expect(parseAnswer(await connection.until(isWhole)).status).to.equal(422);
  });

  it('refuses a signature that is not right', async () => {
    const response = await post(Buffer.from('{}'), { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` });
    expect(response.status).to.equal(401);
  });

  for (const signature of [
    '',
    'sha256=',
    '0'.repeat(64),
    `sha1=${'0'.repeat(40)}`,
    `sha256=${'0'.repeat(65)}`,
    `SHA256=${'0'.repeat(64)}`,
  ])
    it(`does not even read under the signature "${signature.slice(0, 20)}"`, async () => {
      expect((await post(Buffer.from('{}'), { 'x-hub-signature-256': signature })).status).to.equal(401);
      expect(received).to.deep.equal([]);
      expect(refused).to.deep.equal(['no_signature']);
    });

  it('inflates nothing', async () => {
    expect((await post(Buffer.from('{}'), { 'content-encoding': 'gzip' })).status).to.equal(415);
    expect(received).to.deep.equal([]);
  });

  it('takes nothing that breaks off', async () => {
    const connection = await connectRaw(server.port);
    const signature = signatureOf(Buffer.from('{}'));
    connection.write(
      `POST /webhooks/whatsapp HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=${signature}\r\nContent-Length: 3\r\n\r\n{}`,
    );
    connection.socket.end();
    expect(parseAnswer(await connection.until(isWhole)).status).to.equal(422);
    expect(received).to.deep.equal([]);
  });

  it('asks to come again where the store is down', async () => {
    const down = TE.left(unavailable('EIO'));
    const { url } = await startServer({
      webhook: { verifyHandshake: () => down, receive: () => down, onRefused: () => undefined },
    });
    const handshake = await fetch(`${url}/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=a&hub.challenge=1`);
    expect(handshake.status).to.equal(503);
    const notification = await fetch(`${url}/webhooks/whatsapp`, {
      method: 'POST',
      headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
      body: '{}',
    });
    expect(notification.status).to.equal(503);
    expect(notification.headers.get('retry-after')).to.equal('5');
  });
});
