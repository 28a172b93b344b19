import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { exchangeRaw, dropConnections } from './support/raw.js';
import { startServer, stopServers, type TestServer } from './support/server.js';

const body = JSON.stringify({ phone: '1' });

describe('a request to POST /messages/media', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer();
  });
  afterEach(async () => {
    dropConnections();
    await stopServers();
  });

  const post = (headers: Record<string, string>, path = '/messages/media'): Promise<Response> =>
    fetch(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  const credentials = (): O.Option<string> | undefined => server.seen[0]?.call.credentials;

  it('is taken at both of its paths', async () => {
    expect((await post({})).status).to.equal(200);
    expect((await post({}, '/api/v2/messages/media?x=1')).status).to.equal(200);
    expect(server.seen).to.have.length(2);
  });

  it('hands over token and key as they are written', async () => {
    await post({ authorization: 'bearer  pc_abc', 'idempotency-key': 'order 1042' });
    expect(credentials()).to.deep.equal(O.some('pc_abc'));
    expect(server.seen[0]?.call.key()).to.deep.equal(O.some('order 1042'));
  });

  it('has no key where it names none, and an empty one where it names that', async () => {
    await post({});
    expect(server.seen[0]?.call.key()).to.deep.equal(O.none);
    await post({ 'idempotency-key': '' });
    expect(server.seen[1]?.call.key()).to.deep.equal(O.some(''));
  });

  for (const authorization of ['', 'pc_abc', 'Basic pc_abc', 'Bearer', 'Bearer ', 'Bearer a b', 'Bearerpc_abc'])
    it(`has no token in "Authorization: ${authorization}"`, async () => {
      await post({ authorization });
      expect(credentials()).to.deep.equal(O.none);
    });

  it('has no token where Authorization is repeated', async () => {
    await exchangeRaw(
      server.port,
      'POST /messages/media HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nauthorization: Bearer b\r\n' +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(credentials()).to.deep.equal(O.none);
  });

  it('has no token in its query or in a cookie', async () => {
    await post({ cookie: 'token=pc_abc; authorization=pc_abc' }, '/messages/media?token=pc_abc&access_token=pc_abc');
    expect(credentials()).to.deep.equal(O.none);
  });

  it('may carry 15 kB of token', async () => {
    await post({ authorization: `Bearer ${'a'.repeat(15_000)}` });
    expect(credentials()).to.deep.equal(O.some('a'.repeat(15_000)));
  });

  for (const id of ['a', 'A.b_c-9', 'x'.repeat(64)])
    it(`keeps its id ${id}`, async () => {
      expect((await post({ 'x-request-id': id })).headers.get('x-request-id')).to.equal(id);
    });

  for (const id of ['', ' ', 'a b', 'x'.repeat(65), 'ä', '<script>', 'a,b'])
    it(`gets an id of ours in place of "${id}"`, async () => {
      expect((await post({ 'x-request-id': id })).headers.get('x-request-id')).to.match(/^[0-9a-f-]{36}$/);
    });
});
