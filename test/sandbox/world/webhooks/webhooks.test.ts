import { expect } from 'chai';
import fc from 'fast-check';
import { escapedJson } from '../../../../src/sandbox/world/webhooks/webhook-body.js';
import {
  APP_SECRET,
  call,
  closeAll,
  PHONE,
  receiver,
  sandbox,
  send,
  serve,
  type StatusItem,
  subscribe,
  textMessage,
  wired,
} from '../../support.js';
import { until } from '../../../support/until.js';

const TO = '+14155550123';

describe('the sandbox, subscribing to a business account', () => {
  afterEach(closeAll);

  it('verifies the callback by the handshake, tells of it and ends it', async () => {
    const at = await sandbox();
    const hook = await receiver();
    const url = `${at.url}/v25.0/777/subscribed_apps`;
    expect((await call(url, 'GET')).body).to.deep.equal({ data: [] });
    expect((await subscribe(at, hook, '777')).body).to.deep.equal({ success: true });
    const { data } = (await call(url, 'GET')).body;
    expect(data?.[0]).to.include({ override_callback_uri: `${hook.url}/hook` });
    expect(data?.[0]).to.have.nested.property('whatsapp_business_api_data.id');
    expect((await call(url, 'DELETE')).body).to.deep.equal({ success: true });
    expect((await call(url, 'GET')).body).to.deep.equal({ data: [] });
  });

  it('takes the callback from a form and from the query too, and keeps a query of its own', async () => {
    const at = await sandbox();
    const hook = await receiver();
    const params = { override_callback_uri: `${hook.url}/hook?who=me`, verify_token: hook.verifyToken };
    const query = new URLSearchParams(params).toString();
    expect((await call(`${at.url}/1/subscribed_apps`, 'POST', new URLSearchParams(params))).status).to.equal(200);
    expect((await call(`${at.url}/2/subscribed_apps?${query}`, 'POST')).status).to.equal(200);
  });

  it('subscribes without a callback, and then sends no webhook', async () => {
    const at = await sandbox();
    expect((await call(`${at.url}/1/subscribed_apps`, 'POST')).body).to.deep.equal({ success: true });
    expect((await call(`${at.url}/1/subscribed_apps`, 'GET')).body.data).to.have.length(1);
  });

  it('refuses a callback that does not pass: 2200', async () => {
    const at = await sandbox();
    const hook = await receiver();
    const callbacks = [
      { uri: hook.url, token: 'wrong', says: 'HTTP Status Code = 403; HTTP Message = Forbidden' },
      { uri: await serve((_req, res) => res.end('something else')), token: 't', says: 'challenge' },
      { uri: await serve((_req, res) => res.end('x'.repeat(100_000))), token: 't', says: 'challenge' },
      {
        uri: await serve((_req, res) => res.writeHead(302, { location: hook.url }).end()),
        token: hook.verifyToken,
        says: 'HTTP Status Code = 302',
      },
      { uri: 'http://127.0.0.1:1/', token: 't', says: 'could not be reached' },
    ];
    for (const { uri, token, says } of callbacks) {
      const { status, body } = await call(`${at.url}/1/subscribed_apps`, 'POST', {
        override_callback_uri: uri,
        verify_token: token,
      });
      expect(status).to.equal(400);
      expect(body.error?.code).to.equal(2200);
      expect(body.error?.message).to.contain('Callback verification failed with the following errors: ');
      expect(body.error?.message).to.contain(says);
    }
    expect((await call(`${at.url}/1/subscribed_apps`, 'GET')).body.data).to.deep.equal([]);
  });

  it('refuses half a callback, and what is no URL', async () => {
    const at = await sandbox();
    for (const params of [
      { override_callback_uri: 'http://127.0.0.1:1/' },
      { verify_token: 'x' },
      { override_callback_uri: 'http://127.0.0.1:1/', verify_token: '' },
      { override_callback_uri: 'nonsense', verify_token: 'x' },
      { override_callback_uri: 'ftp://example.com/', verify_token: 'x' },
      { override_callback_uri: { a: 1 }, verify_token: 'x' },
    ]) {
      const { status, body } = await call(`${at.url}/1/subscribed_apps`, 'POST', params);
      expect(status).to.equal(400);
      expect(body.error?.code).to.equal(100);
    }
  });
});

describe('the sandbox, webhooks', () => {
  afterEach(closeAll);

  const arrived = (hook: { statuses: () => StatusItem[] }, count: number): Promise<StatusItem[]> =>
    until(`${String(count)} statuses`, () => (hook.statuses().length >= count ? hook.statuses() : undefined));

  it('tells of sent, delivered and read, each with our own data, in the shape of Meta', async () => {
    const now = Date.UTC(2026, 10, 23, 12);
    const { at, hook } = await wired({ now: () => now });
    const { body } = await send(at, textMessage(TO, { biz_opaque_callback_data: 'postcard:1:42' }));
    const statuses = await arrived(hook, 3);
    expect(statuses.map(({ status }) => status)).to.deep.equal(['sent', 'delivered', 'read']);
    for (const status of statuses) {
      expect(status).to.include({
        id: body.messages?.[0]?.id,
        recipient_id: '14155550123',
        biz_opaque_callback_data: 'postcard:1:42',
      });
      expect(status.timestamp).to.equal(String(now / 1_000));
    }
    const [first] = hook.webhooks;
    expect(first?.body.object).to.equal('whatsapp_business_account');
    expect(first?.body.entry[0]?.id).to.equal('102290129340398');
    const change = first?.body.entry[0]?.changes[0];
    expect(change?.field).to.equal('messages');
    expect(change?.value.messaging_product).to.equal('whatsapp');
    expect(change?.value.metadata.phone_number_id).to.equal(PHONE);
    expect(change?.value.metadata.display_phone_number).to.match(/^1555\d{7}$/);
    expect(first?.headers['user-agent']).to.equal('facebookexternalua');
    expect(first?.headers['content-type']).to.equal('application/json');
  });

  it('signs the escaped bytes: no byte beyond ASCII, no bare slash', async () => {
    const { at, hook } = await wired();
    await send(at, textMessage(TO, { biz_opaque_callback_data: 'café/💌 <50%@x>' }));
    const [status] = await arrived(hook, 3);
    expect(status?.biz_opaque_callback_data).to.equal('café/💌 <50%@x>');
    const { raw, signed } = hook.webhooks[0] ?? { raw: '', signed: false };
    expect(signed).to.equal(true);
    expect(raw).to.contain('caf\\u00e9\\/\\ud83d\\udc8c \\u003c50\\u0025\\u0040x>');
    expect(raw).to.match(/^[\x20-\x7e]+$/);
    expect(raw.replaceAll('\\/', '')).to.not.contain('/');
    expect(hook.webhooks.every((webhook) => webhook.signed)).to.equal(true);
    expect(raw).to.not.contain(APP_SECRET);
  });

  it('escapes without changing what is said', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value: unknown = JSON.parse(text);
        const escaped = escapedJson(value);
        expect(JSON.parse(escaped)).to.deep.equal(JSON.parse(JSON.stringify(value)));
        expect(escaped).to.match(/^[\x20-\x7e]*$/);
      }),
    );
  });

  it('sends again what was not answered 200, until it is', async () => {
    const { at, hook } = await wired({ statusDelayMs: 5 });
    hook.answers.push(500, 204, 302, 404);
    await send(at, textMessage(TO));
    const statuses = await arrived(hook, 3);
    expect(new Set(statuses.map(({ status }) => status))).to.deep.equal(new Set(['sent', 'delivered', 'read']));
    expect(statuses).to.have.length(3);
  });

  it('gathers what arrives meanwhile into batches', async () => {
    const { at, hook } = await wired({ statusDelayMs: 0 });
    await Promise.all(Array.from({ length: 200 }, () => send(at, textMessage(TO))));
    const statuses = await arrived(hook, 600);
    expect(new Set(statuses.map(({ id, status }) => `${id} ${status}`)).size).to.equal(600);
    expect(hook.webhooks.length).to.be.below(600);
    expect(hook.webhooks.every(({ signed }) => signed)).to.equal(true);
  });

  it('tells every callback once of a number whose account it does not know', async () => {
    const { at, hook } = await wired();
    const other = await receiver();
    await subscribe(at, hook, '333');
    await subscribe(at, other, '444');
    await send(at, textMessage(TO));
    await arrived(hook, 3);
    await arrived(other, 3);
    expect(hook.statuses()).to.have.length(3);
    expect(other.webhooks[0]?.body.entry[0]?.id).to.equal('444');
  });

  it("tells only its own account's callback of a number that it knows", async () => {
    const { at, hook } = await wired({ phoneNumbers: { [PHONE]: '444', '5': '102290129340398' } });
    const own = await receiver();
    await subscribe(at, own, '444');
    await send(at, textMessage(TO));
    await arrived(own, 3);
    expect(hook.statuses()).to.deep.equal([]);
    await send(at, textMessage(TO), '5');
    await arrived(hook, 3);
    expect(own.statuses()).to.have.length(3);
  });

  it('sends no webhook once the subscription is ended', async () => {
    const { at, hook } = await wired({ statusDelayMs: 0 });
    await call(`${at.url}/102290129340398/subscribed_apps`, 'DELETE');
    await send(at, textMessage(TO));
    await until('read', async () => (await (await fetch(`${at.url}/sandbox/messages`)).text()).includes('"read"'));
    expect(hook.webhooks).to.deep.equal([]);
  });

  it('delivers a text that somebody writes, from JSON and from the form of the page', async () => {
    const { at, hook } = await wired();
    const posted = await fetch(`${at.url}/sandbox/inbound`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: TO, to_phone_number_id: PHONE, text: 'STOP', name: 'Ann' }),
    });
    expect(await posted.json()).to.include({ from: '14155550123', to_phone_number_id: PHONE, callbacks: 1 });
    const form = await fetch(`${at.url}/sandbox/inbound`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ from: TO, to_phone_number_id: PHONE, text: 'Größe' }),
    });
    expect(form.status).to.equal(303);
    expect(form.headers.get('location')).to.equal('/');
    const values = await until('two inbound messages', () => {
      const all = hook.webhooks.flatMap(({ body }) => body.entry.flatMap(({ changes }) => changes));
      return all.length >= 2 ? all.map(({ value }) => value) : undefined;
    });
    const userId = values[0]?.contacts?.[0]?.user_id ?? '';
    expect(userId).to.match(/^US\.\d{20}$/);
    expect(values[0]?.contacts).to.deep.equal([{ profile: { name: 'Ann' }, user_id: userId, wa_id: '14155550123' }]);
    expect(values[0]?.messages?.[0]).to.deep.include({
      from: '14155550123',
      from_user_id: userId,
      type: 'text',
      text: { body: 'STOP' },
    });
    expect(values[0]?.metadata.phone_number_id).to.equal(PHONE);
    expect(values[1]?.messages?.[0]?.text?.body).to.equal('Größe');
    expect(hook.webhooks.every(({ signed }) => signed)).to.equal(true);
  });

  it('refuses inbound texts that are none, and those that another site posts', async () => {
    const at = await sandbox();
    const post = (body: object, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${at.url}/sandbox/inbound`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    const good = { from: TO, to_phone_number_id: PHONE, text: 'Hi' };
    for (const bad of [
      { from: 'x' },
      { text: '' },
      { text: 7 },
      { to_phone_number_id: 'x' },
      { text: 'x'.repeat(4097) },
    ]) {
      expect((await post({ ...good, ...bad })).status).to.equal(400);
    }
    expect((await post(good, { origin: 'https://evil.example' })).status).to.equal(403);
    expect((await post(good, { origin: at.url })).status).to.equal(200);
  });

  it('closes while a webhook hangs', async () => {
    const at = await sandbox({ statusDelayMs: 0 });
    let hung = false;
    const url = await serve((req, res) => {
      if (req.method === 'GET') res.end(new URL(req.url ?? '', 'http://x').searchParams.get('hub.challenge'));
      else hung = true;
    });
    await call(`${at.url}/1/subscribed_apps`, 'POST', { override_callback_uri: url, verify_token: 'x' });
    await send(at, textMessage(TO));
    await until('the webhook', () => hung);
    await at.close();
  });
});
