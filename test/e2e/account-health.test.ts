import { expect } from 'chai';
import { type Account } from '../../src/domain/model/account/account.js';
import { NO_PLACE } from '../../src/domain/model/event/event-id.js';
import { DAY, toTimestamp } from '../../src/domain/model/time.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { some, times } from '../contracts/support.js';
import { call, json } from '../support/http-client.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { errorCode, postMedia, type Sender } from '../support/send.js';
import { until } from '../support/until.js';

interface Shown {
  readonly can_send: boolean;
  readonly problems: readonly { readonly reason: string; readonly code: number | null; readonly message: string }[];
  readonly last_sent_at: string | null;
}

describe('GET /account', () => {
  let world: PostcardWorld;
  let account: Account;
  let sender: Sender;

  before(async () => {
    world = await startPostcard({ statusDelayMs: 2 });
  });
  beforeEach(async () => {
    account = await world.newAccount();
    sender = { url: world.url, token: await world.newToken(account.id) };
  });
  after(() => world.close());

  const get = (path: string, token = sender.token) =>
    call(world.url, { method: 'GET', path, headers: { authorization: `Bearer ${token}` } });
  const shown = async () => json(await get('/account'))['data'] as Readonly<Record<string, unknown>>;
  const health = async () => (await shown())['health'] as Shown;
  const reasons = async () => (await health()).problems.map(({ reason }) => reason);
  const send = async (phone = '14155550123') =>
    postMedia(
      sender,
      await multipartBody({ phone, media_type: 'image' }, { name: 'a.png', bytes: new Uint8Array(sample('png')) }),
    );
  const set = (whatsapp: Partial<Account['whatsapp']>) =>
    some(world.stores.accounts.change(account.id, { whatsapp }, world.stores.clock.now()));
  /** The reasons that each `account.attention` tells, behind that of the account's first settings. */
  const attention = async () =>
    (await orThrow(world.stores.events.after(account.id, NO_PLACE, ['account.attention'], 100))).items
      .slice(1)
      .map(({ event }) => ('health' in event ? event.health.problems.map(({ reason }) => reason).join() : event.type));

  it('shows the account, what it uses, its health and the token', async () => {
    const month = toTimestamp(world.stores.clock.now()).slice(0, 7);
    await send();
    const { token, health: _health, ...rest } = await shown();
    expect(rest).to.deep.equal({
      account_id: account.id,
      name: 'Acme',
      phone_number_id: account.whatsapp.phoneNumberId,
      business_account_id: null,
      limits: { contacts: -1, conversations: -1, api_calls_per_minute: -1 },
      usage: { contacts: 1, conversations: 1, month },
    });
    expect(token).to.deep.equal({
      token_id: `tok_${account.id}_1`,
      name: 'test',
      scopes: ['messages:send'],
      last_four: sender.token.slice(-4),
      expires_at: null,
    });
    expect(await health()).to.deep.include({ can_send: true, problems: [], refused_signatures: null });
  });

  it('says that WhatsApp refuses the token, once however many sends see it', async () => {
    await set({ accessToken: 'expired' });
    const answers = await Promise.all(times(10, () => send()));
    expect(answers.map(errorCode)).to.deep.equal(times(10, () => 'MESSAGE_SEND_FAILED'));
    const { can_send: canSend, problems } = await health();
    expect(canSend).to.equal(false);
    expect(problems).to.have.length(1);
    expect(problems[0]).to.deep.include({ reason: 'token', code: 190 });
    expect(problems[0]?.message).to.contain(`postcard account set ${account.id} --access-token -`);
    expect(await attention()).to.deep.equal(['token']);
    await set({ accessToken: 'new' });
    expect(await health()).to.deep.include({ can_send: true, problems: [] });
    expect(await attention()).to.deep.equal(['token', '']);
  });

  it('says that WhatsApp does not know the number', async () => {
    expect(errorCode(await send('14155999020'))).to.equal('MESSAGE_SEND_FAILED');
    expect((await health()).problems[0]).to.deep.include({ reason: 'number', code: 100 });
  });

  it('says that WhatsApp refuses the number, until it takes a message again', async () => {
    expect(errorCode(await send('14155131031'))).to.equal('MESSAGE_SEND_FAILED');
    expect(await reasons()).to.deep.equal(['number']);
    expect((await send()).status).to.equal(200);
    expect(await reasons()).to.deep.equal([]);
    expect(await attention()).to.deep.equal(['number', '']);
  });

  it('says that the payment has a problem, until a message is delivered', async () => {
    expect((await send('14155131042')).status).to.equal(200);
    await until('the failure', async () => (await reasons()).includes('payment'));
    await send();
    await until('the delivery', async () => (await reasons()).length === 0);
    expect(await attention()).to.deep.equal(['payment', '']);
  });

  it('says that an account is not configured', async () => {
    await set({ phoneNumberId: null });
    expect(await health()).to.deep.include({ can_send: false });
    expect(await reasons()).to.deep.equal(['not_configured']);
  });

  it('takes any token, and no parameters', async () => {
    for (const scope of ['contacts:read', 'webhooks:write'] as const)
      expect((await get('/account', await world.newToken(account.id, [scope]))).status).to.equal(200);
    expect((await get('/account', 'pc_x')).status).to.equal(401);
    expect((await get('/account?x=1')).status).to.equal(422);
    expect((await get('/account?days=7')).status).to.equal(422);
  });

  describe('/activity', () => {
    const activity = async (query: string) => get(`/account/activity${query}`, await reader());
    const reader = () => world.newToken(account.id, ['messages:read']);
    const days = async (query: string) =>
      (json(await activity(query))['data'] as { days: readonly Readonly<Record<string, unknown>>[] }).days;

    it('has the last days, today last, days without events too', async () => {
      const found = await days('?days=3');
      const today = world.stores.clock.now();
      expect(found.map(({ day }) => day)).to.deep.equal(
        [today - 2 * DAY, today - DAY, today].map((at) => toTimestamp(at).slice(0, 10)),
      );
      expect(found[0]).to.deep.include({ sent: 0, delivered: 0, read: 0, failed: 0, unconfirmed: 0 });
      expect(await days('')).to.have.length(30);
      expect(await days('?days=')).to.have.length(30);
    });

    it('counts what became of messages', async () => {
      await send();
      await until('the counts', async () => {
        await orThrow(world.stores.events.relay(account.id, world.stores.clock.now()));
        return (await days('?days=1'))[0]?.['read'] === 1;
      });
      expect((await days('?days=1'))[0]).to.deep.include({ sent: 1, delivered: 1, failed: 0, unconfirmed: 0 });
      expect(Date.parse((await health()).last_sent_at ?? '')).to.be.within(Date.now() - 60_000, Date.now());
    });

    for (const query of ['?days=0', '?days=31', '?days=-1', '?days=1.5', '?days=x', '?days=7&days=7', '?day=7'])
      it(`refuses ${query}`, async () => {
        const answer = await activity(query);
        expect(answer.status).to.equal(422);
        expect(errorCode(answer)).to.equal('VALIDATION_ERROR');
      });

    it('needs messages:read', async () => {
      expect((await get('/account/activity')).status).to.equal(403);
    });
  });
});
