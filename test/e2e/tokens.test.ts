import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { routes } from '../../src/adapters/rest/routes/routes.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { call, json } from '../support/http-client.js';
import { type Answer, answerFaults } from '../support/openapi.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { scopes } from '../../src/domain/model/account/token.js';
import { jsonBody } from '../support/request-bodies.js';
import { until } from '../support/until.js';

/** Whoever adds to this list lets the world in. */
const PUBLIC = [
  'GET /media/:id/:name',
  'GET /webhooks/whatsapp',
  'POST /webhooks/whatsapp',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
];

const guarded = routes.filter(({ method, path }) => !PUBLIC.includes(`${method} ${path}`));

describe('a token', () => {
  let world: PostcardWorld;
  let account: AccountId;
  let token: string;

  before(async () => {
    world = await startPostcard();
    account = (await world.newAccount()).id;
  });
  beforeEach(async () => {
    token = await world.newToken(account, scopes);
  });
  after(() => world.close());

  /** Asks a route, its parameters filled in, with these headers. */
  const ask = ({ method, path }: (typeof routes)[number], headers: Record<string, string>, query = '') => {
    const body = method === 'POST' ? jsonBody({}) : { headers: {}, body: '' };
    return call(world.url, {
      method,
      path: path.replaceAll(/:[a-z_]+/g, '1') + query,
      headers: { ...body.headers, ...headers },
      body: body.body,
    });
  };

  const expectUnauthorized = (path: string, answer: Answer): void => {
    expect(answer.status, path).to.equal(401);
    expect(answer.headers['www-authenticate']).to.equal('Bearer');
    expect(json(answer)['error']).to.deep.equal({
      code: 'UNAUTHORIZED',
      message: 'The token is missing or not valid; send a valid one as Authorization: Bearer <token>.',
    });
    expect(answer.headers).not.to.have.property('x-ratelimit-limit');
  };

  it('is asked for by every route that is not on the short public list', async () => {
    expect(guarded.length).to.equal(routes.length - PUBLIC.length);
    for (const route of guarded) {
      const answer = await ask(route, {});
      expectUnauthorized(route.path, answer);
      expect(answerFaults(route.method, route.path.replaceAll(/:([a-z_]+)/g, '{$1}'), answer)).to.deep.equal([]);
    }
  });

  it('opens every one of them', async () => {
    for (const route of guarded) {
      // As JSON, the events are a list that ends.
      const { status } = await ask(route, { authorization: `Bearer ${token}`, accept: 'application/json' });
      expect([401, 403], route.path).not.to.include(status);
    }
  });

  it('is taken from the Authorization header only, and only as it was given', async () => {
    const strangers: Readonly<Record<string, readonly [Record<string, string>, string?]>> = {
      unknown: [{ authorization: `Bearer pc_${randomBytes(32).toString('base64url')}` }],
      'cut short': [{ authorization: `Bearer ${token.slice(0, -1)}` }],
      'with a tail': [{ authorization: `Bearer ${token}x` }],
      'in capitals': [{ authorization: `Bearer ${token.toUpperCase()}` }],
      'without its prefix': [{ authorization: `Bearer ${token.slice(3)}` }],
      bare: [{ authorization: token }],
      'by another scheme': [{ authorization: `Basic ${Buffer.from(`${token}:`).toString('base64')}` }],
      'of 15 kB': [{ authorization: `Bearer pc_${'a'.repeat(15_000)}` }],
      'that is no text': [{ authorization: 'Bearer pc_\xff\xfe' }],
      'that names a prototype': [{ authorization: 'Bearer __proto__' }],
      'in the query': [{}, `?access_token=${token}&token=${token}`],
      'in a cookie': [{ cookie: `token=${token}; authorization=Bearer ${token}` }],
      'in another header': [{ 'x-api-key': token, 'proxy-authorization': `Bearer ${token}` }],
    };
    for (const [what, [headers, query]] of Object.entries(strangers))
      for (const route of guarded) expectUnauthorized(what, await ask(route, headers, query));
  });

  it('is refused at once when it has expired, and soon after it was revoked, with the same answer', async () => {
    const [route] = guarded as [(typeof routes)[number]];
    const { digest, clock, tokens } = world.stores;
    const expired = `pc_${randomBytes(32).toString('base64url')}`;
    await orThrow(
      tokens.create({
        accountId: account,
        name: 'old',
        scopes: ['messages:send'],
        hash: digest(expired),
        lastFour: expired.slice(-4),
        createdAt: clock.now() - 2,
        expiresAt: clock.now() - 1,
        revokedAt: null,
      }),
    );
    expectUnauthorized('expired', await ask(route, { authorization: `Bearer ${expired}` }));

    expect((await ask(route, { authorization: `Bearer ${token}` })).status).to.equal(422);
    const [made] = (await orThrow(tokens.list(account))).items.filter(({ lastFour }) => token.endsWith(lastFour));
    await orThrow(tokens.revoke(made?.id ?? '', clock.now()));
    const refused = await until('the revoked token to be refused', async () => {
      const answer = await ask(route, { authorization: `Bearer ${token}` });
      return answer.status === 401 ? answer : undefined;
    });
    expectUnauthorized('revoked', refused);
  });

  it('does what its scopes say, and no other', async () => {
    for (const scopes of [[], ['messages:read', 'contacts:read', 'contacts:write']] as const) {
      const poor = await world.newToken(account, scopes);
      for (const path of ['/messages/media', '/api/v2/messages/media']) {
        const answer = await call(world.url, { method: 'POST', path, headers: { authorization: `Bearer ${poor}` } });
        expect(answer.status).to.equal(403);
        expect(json(answer)['error']).to.deep.include({ code: 'INSUFFICIENT_SCOPE' });
      }
    }
  });
});
