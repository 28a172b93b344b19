import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { routes } from '../../../../src/adapters/rest/routes/routes.js';
import { refusedContacts } from '../../../support/refused-contacts.js';
import { refusedEndpoints } from '../../../support/refused-endpoints.js';
import { dropConnections, exchangeRaw } from '../support/raw.js';
import { answerOf, startServer, stopServers } from '../support/server.js';

/** Whoever adds to this list lets the world in. */
const PUBLIC = [
  'GET /media/:id/:name',
  'GET /webhooks/whatsapp',
  'POST /webhooks/whatsapp',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
];

describe('the routes', () => {
  afterEach(async () => {
    dropConnections();
    await stopServers();
  });

  it('are public only if they are on the short list, and ask for a token else', async () => {
    const { url } = await startServer({
      sendMediaMessage: () => Promise.resolve(answerOf(E.left({ _tag: 'Unauthorized' }))),
      getMessage: () => Promise.resolve({ rateLimit: O.none, result: E.left({ _tag: 'Unauthorized' }) }),
      settleMessage: () => Promise.resolve({ rateLimit: O.none, result: E.left({ _tag: 'Unauthorized' }) }),
      getActivity: () => Promise.resolve({ rateLimit: O.none, result: E.left({ _tag: 'Unauthorized' }) }),
      listMessages: () => Promise.resolve({ rateLimit: O.none, result: E.left({ _tag: 'Unauthorized' }) }),
      contacts: refusedContacts({ _tag: 'Unauthorized' }),
      webhookEndpoints: refusedEndpoints({ _tag: 'Unauthorized' }),
      listenEvents: () => Promise.resolve({ rateLimit: O.none, result: E.left({ _tag: 'Unauthorized' }) }),
    });
    for (const { method, path, access } of routes) {
      expect(access === 'public', path).to.equal(PUBLIC.includes(`${method} ${path}`));
      const { status } = await fetch(url + path, { method });
      if (access === 'token') expect(status, path).to.equal(401);
    }
  });

  it('tell a page of another site no more than any stranger: 401, and nothing that it may read', async () => {
    const { port } = await startServer({
      sendMediaMessage: () => Promise.resolve(answerOf(E.left({ _tag: 'Unauthorized' }))),
      getMessage: () => Promise.resolve({ rateLimit: O.none, result: E.left({ _tag: 'Unauthorized' }) }),
      settleMessage: () => Promise.resolve({ rateLimit: O.none, result: E.left({ _tag: 'Unauthorized' }) }),
      getActivity: () => Promise.resolve({ rateLimit: O.none, result: E.left({ _tag: 'Unauthorized' }) }),
      listMessages: () => Promise.resolve({ rateLimit: O.none, result: E.left({ _tag: 'Unauthorized' }) }),
      contacts: refusedContacts({ _tag: 'Unauthorized' }),
      webhookEndpoints: refusedEndpoints({ _tag: 'Unauthorized' }),
      listenEvents: () => Promise.resolve({ rateLimit: O.none, result: E.left({ _tag: 'Unauthorized' }) }),
    });
    const page = 'Host: evil.test\r\nOrigin: http://evil.test\r\nSec-Fetch-Site: cross-site\r\nConnection: close\r\n';
    for (const { method, path, access } of routes) {
      const answer = await exchangeRaw(port, `${method} ${path} HTTP/1.1\r\n${page}\r\n`);
      if (access === 'token') expect(answer.status, path).to.equal(401);
      expect([...answer.headers.keys()].filter((name) => /^(?:access-control-|set-cookie)/.test(name))).to.deep.equal(
        [],
      );
    }
  });

  it('answer HEAD wherever they answer GET, without a body', async () => {
    const { url } = await startServer();
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      const response = await fetch(url + path, { method: 'HEAD' });
      expect(response.status).to.equal(200);
      expect(await response.text()).to.equal('');
      expect(Number(response.headers.get('content-length'))).to.be.greaterThan(0);
    }
  });

  for (const [method, path, allow] of [
    ['GET', '/messages/media', 'POST'],
    ['OPTIONS', '/messages/media', 'POST'],
    ['DELETE', '/api/v2/messages/media', 'POST'],
    ['POST', '/healthz', 'HEAD, GET'],
    ['PUT', '/webhooks/whatsapp', 'HEAD, GET, POST'],
    ['POST', `/media/${'a'.repeat(43)}/x.jpg`, 'HEAD, GET'],
    ['PROPFIND', '/messages/media', 'POST'],
    ['POST', '/messages', 'HEAD, GET'],
    ['DELETE', '/messages/42', 'HEAD, GET'],
    ['DELETE', '/webhook-endpoints', 'HEAD, GET, POST'],
    ['PUT', `/webhook-endpoints/we_${'a'.repeat(22)}`, 'HEAD, GET, PATCH, DELETE'],
    ['GET', `/webhook-endpoints/we_${'a'.repeat(22)}/test`, 'POST'],
    ['DELETE', `/webhook-endpoints/we_${'a'.repeat(22)}/deliveries/dlv_${'a'.repeat(22)}`, 'HEAD, GET'],
  ] as const)
    it(`answer ${method} ${path} with 405 and what is allowed`, async () => {
      const { port } = await startServer();
      const answer = await exchangeRaw(
        port,
        `${method} ${path} HTTP/1.1\r\nHost: x\r\nOrigin: https://a.example\r\n\r\n`,
      );
      expect(answer.status).to.equal(405);
      expect(answer.headers.get('allow')).to.equal(allow);
      expect(answer.headers.has('access-control-allow-origin')).to.equal(false);
      expect(JSON.parse(answer.body)).to.have.nested.property('error.code', 'VALIDATION_ERROR');
    });

  for (const path of [
    '/',
    '/messages/media/',
    '/Messages/media',
    '/messages/media/1',
    '//messages/media',
    '/%6dessages/media',
    '/media',
    '/api/v2/healthz',
    '/%',
    '/%00',
    `/${'a'.repeat(8_000)}`,
  ])
    it(`do not know ${path.slice(0, 40)}`, async () => {
      const { port } = await startServer();
      const answer = await exchangeRaw(port, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      expect(answer.status).to.equal(404);
      expect(JSON.parse(answer.body)).to.deep.include({
        success: false,
        error: { code: 'NOT_FOUND', message: 'There is nothing at this path; check the URL.' },
      });
    });
});
