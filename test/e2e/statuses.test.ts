import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import { type Account } from '../../src/domain/model/account/account.js';
import { callbackDataOf } from '../../src/domain/model/message/callback-data.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { escapedJson } from '../../src/sandbox/world/webhooks/webhook-body.js';
import { everyMessage, draft } from '../contracts/support.js';
import { call, json } from '../support/http-client.js';
import { type Answer } from '../support/openapi.js';
import { APP_SECRET, type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { messageIn, messageOf } from '../support/read.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { receivedBy } from '../support/sandbox-list.js';
import { errorCode, postMedia, sentData, type Sender } from '../support/send.js';
import { until } from '../support/until.js';

const MEBI = 1_048_576;

const wholeSeconds = (): number => Math.floor(Date.now() / 1_000);

/** That a time lies between an earlier moment and now, where times are told in whole seconds. */
const expectSince = (begun: number, time: unknown): void => {
  expect(Date.parse(String(time))).to.be.within(begun - 1_000, Date.now() + 1_000);
};

describe('what WhatsApp tells after sending', () => {
  let world: PostcardWorld;
  let account: Account;
  let sender: Sender;

  before(async () => {
    world = await startPostcard({ statusDelayMs: 2 });
  });
  beforeEach(async () => {
    account = await world.newAccount();
    sender = { url: world.url, token: await world.newToken(account.id, ['messages:send', 'messages:read']) };
  });
  after(() => world.close());

  const send = async (phone: string, headers: Readonly<Record<string, string>> = {}, fields: object = {}) =>
    postMedia(
      sender,
      await multipartBody(
        { phone, media_type: 'image', ...fields },
        { name: 'a.png', bytes: new Uint8Array(sample('png')) },
      ),
      headers,
    );

  const notify = (body: string, secret = APP_SECRET, signed = body): Promise<Answer> =>
    call(world.url, {
      method: 'POST',
      path: '/webhooks/whatsapp',
      headers: {
        'content-type': 'application/json',
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(signed).digest('hex')}`,
      },
      body,
    });

  const statuses = (list: readonly object[], phoneNumberId = account.whatsapp.phoneNumberId) => ({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '1',
        changes: [{ field: 'messages', value: { metadata: { phone_number_id: phoneNumberId }, statuses: list } }],
      },
    ],
  });

  describe('by the sandbox', () => {
    it('shows in the message, step by step', async () => {
      const begun = Date.now();
      const sent = sentData(await send('14155550201', {}, { caption: 'Grüße' }));
      const message = await messageIn(sender, sent.chat_message_id, 'read');
      expect(message).to.deep.include({ ...sent, status: 'read', failed_at: null, error: null });
      for (const time of [message.created_at, message.delivered_at, message.read_at]) expectSince(begun, time);
      const steps = [message.created_at, message.sent_at, message.delivered_at, message.read_at];
      expect([...steps].sort()).to.deep.equal(steps);
    });

    it('may come before the answer, and in any order, more than once', async () => {
      for (const phone of ['14155999011', '14155999012']) {
        const sent = sentData(await send(phone));
        const message = await messageIn(sender, sent.chat_message_id, 'read');
        expect(message).to.include({ message_id: sent.message_id, sent_at: sent.sent_at, error: null });
        await until('every status', async () => {
          const { delivered_at: at } = await messageOf(sender, sent.chat_message_id);
          return at ?? undefined;
        });
      }
    });

    it('tells that a message failed that was accepted, and why', async () => {
      const sent = sentData(await send('14155130472', { 'idempotency-key': 'k' }));
      const message = await messageIn(sender, sent.chat_message_id, 'failed');
      expect(message.failed_at).to.be.a('string');
      expect(message.error).to.deep.include({
        outcome: 'not_sent',
        retryable: false,
        chat_message_id: sent.chat_message_id,
        contact_id: sent.contact_id,
      });
      expect(message.error?.whatsapp).to.include({ code: 130472, fbtrace_id: null });
      // Who repeats the request gets the answer that was first given.
      const again = await send('14155130472', { 'idempotency-key': 'k' });
      expect(again.headers['idempotency-replayed']).to.equal('true');
      expect(sentData(again)).to.deep.equal(sent);
    });

    it('settles what was left unknown, and is then the answer under the same key', async () => {
      const phone = '14155999003';
      const first = await send(phone, { 'idempotency-key': 'cut' });
      expect(errorCode(first)).to.equal('MESSAGE_SEND_FAILED');
      const { details } = json(first)['error'] as { details: { outcome: string; chat_message_id: number } };
      expect(details.outcome).to.equal('unknown');
      const message = await messageIn(sender, details.chat_message_id, 'read');
      expect(message.error).to.equal(null);
      const again = await send(phone, { 'idempotency-key': 'cut' });
      expect(again.headers['idempotency-replayed']).to.equal('true');
      expect(sentData(again)).to.include({ message_id: message.message_id, chat_message_id: details.chat_message_id });
      expect(
        (await receivedBy(world.sandboxUrl, phone)).filter(({ wamid }) => wamid === message.message_id),
      ).to.have.length(1);
    });

    it('opts people out and in again by their words, escaped as they come', async () => {
      await orThrow(world.stores.accounts.change(account.id, { stopWords: ['отписаться', 'STOP'] }, Date.now()));
      const phone = '14155550202';
      const { contact_id: contact } = sentData(await send(phone));
      const say = (text: string) =>
        call(world.sandboxUrl, {
          method: 'POST',
          path: '/sandbox/inbound',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ from: `+${phone}`, to_phone_number_id: account.whatsapp.phoneNumberId, text }),
        });
      const untilAnswered = (status: number) =>
        until(`an answer ${status}`, async () => {
          const answer = await send(phone, {}, { contact_id: contact });
          return answer.status === status ? answer : undefined;
        });
      await say('Отписаться!');
      expect(errorCode(await untilAnswered(403))).to.equal('CONTACT_OPTED_OUT');
      // Words have whole seconds, and the later one counts.
      const spoken = wholeSeconds();
      await until('a later second', () => (wholeSeconds() > spoken ? true : undefined));
      await say('start');
      await untilAnswered(200);
    });
  });

  describe('by anybody', () => {
    const opened = async (count: number) =>
      Promise.all(
        Array.from({ length: count }, () =>
          orThrow(world.stores.messages.open(draft({ accountId: account.id }), -1, world.stores.clock.now())),
        ),
      );
    const named = async () => {
      const [message] = await opened(1);
      if (message === undefined) throw new TypeError('nothing was opened');
      const mark = callbackDataOf(message);
      const told = (status: string, more: object = {}) => ({
        id: `wamid.${account.id}.${message.id}`,
        status,
        timestamp: '1795435200',
        biz_opaque_callback_data: mark,
        ...more,
      });
      return { id: message.id, told, now: () => messageOf(sender, message.id) };
    };

    it('is taken a thousand at a time, and again', async () => {
      const messages = await opened(1_000);
      const body = escapedJson(
        statuses(
          messages.map((message) => ({
            id: `wamid.batch.${message.id}`,
            status: 'delivered',
            timestamp: '1795435200',
            recipient_id: message.recipient.phone,
            biz_opaque_callback_data: callbackDataOf(message),
          })),
        ),
      );
      for (const _ of ['first', 'again']) expect((await notify(body)).status).to.equal(200);
      for (const { id } of [messages[0], messages[499], messages[999]].flatMap((one) => one ?? []))
        expect(await messageOf(sender, id)).to.include({ status: 'delivered', message_id: `wamid.batch.${id}` });
      const query = { ...everyMessage, state: 'delivered' } as const;
      const page = await orThrow(world.stores.messages.list(account.id, query, null, 1_001));
      expect(page.messages).to.have.length(1_000);
    });

    it('changes nothing where the signature is forged, or is over other bytes', async () => {
      const { told, now } = await named();
      const body = escapedJson(statuses([told('read', { note: 'é/' })]));
      for (const answer of [
        await notify(body, 'guessed'),
        await notify(body, ''),
        await notify(body, APP_SECRET, JSON.stringify(JSON.parse(body))),
        await notify(body, APP_SECRET, `${body} `),
      ]) {
        expect(answer.status).to.equal(401);
        expect(errorCode(answer)).to.equal('UNAUTHORIZED');
      }
      expect(await now()).to.include({ status: 'pending' });
    });

    it('reaches no message of an account but under its own number and secret', async () => {
      const { told, now } = await named();
      const { whatsapp: theirs } = await world.newAccount({ whatsapp: { appSecret: 'theirs' } });
      // Their number and their secret, but our message; our number, but their secret.
      expect((await notify(escapedJson(statuses([told('read')], theirs.phoneNumberId)), 'theirs')).status).to.equal(
        200,
      );
      expect((await notify(escapedJson(statuses([told('read')])), 'theirs')).status).to.equal(200);
      // Our secret, but their number and their message.
      const theirMessage = told('read', { biz_opaque_callback_data: undefined });
      expect((await notify(escapedJson(statuses([theirMessage], theirs.phoneNumberId)))).status).to.equal(200);
      const { entry: ours } = statuses([told('read')]);
      const { entry } = statuses([], theirs.phoneNumberId);
      expect((await notify(escapedJson({ entry: [...entry, ...ours] }), 'theirs')).status).to.equal(200);
      expect(await now()).to.include({ status: 'pending' });
      expect((await notify(escapedJson(statuses([told('read')])))).status).to.equal(200);
      expect(await now()).to.include({ status: 'read' });
    });

    it('keeps its good parts where others are bad', async () => {
      const { told, now } = await named();
      const bad = [null, 7, 'x', [], {}, told('exploded'), told('read', { id: { $gt: '' } }), told('read', { id: '' })];
      expect(
        (await notify(escapedJson(statuses([...(bad as object[]), told('sent'), ...(bad as object[])])))).status,
      ).to.equal(200);
      expect(await now()).to.include({ status: 'sent' });
    });

    it('goes forward only, whatever its times say', async () => {
      const { told, now } = await named();
      for (const [status, timestamp] of [
        ['read', '1795435205'],
        ['sent', '1795435201'],
        ['delivered', '1795435204'],
        ['failed', '0'],
        ['read', '1795435299'],
      ] as const)
        expect((await notify(escapedJson(statuses([told(status, { timestamp })])))).status).to.equal(200);
      const message = await now();
      expect(message).to.include({ status: 'read', read_at: '2026-11-23T12:00:05.000Z', failed_at: null, error: null });
      expect(message).to.include({
        sent_at: '2026-11-23T12:00:01.000Z',
        delivered_at: '2026-11-23T12:00:04.000Z',
      });
    });

    it('counts as told now where its time cannot be', async () => {
      const begun = Date.now();
      const { told, now } = await named();
      for (const [status, timestamp] of [
        ['sent', '99999999999999'],
        ['delivered', 'soon'],
        ['read', '0'],
      ] as const)
        expect((await notify(escapedJson(statuses([told(status, { timestamp })])))).status).to.equal(200);
      const message = await now();
      for (const time of [message.sent_at, message.delivered_at, message.read_at]) expectSince(begun, time);
    });

    it('says what to set where the link could not be fetched', async () => {
      const { told, now } = await named();
      const details = 'Downloading media from weblink failed with http code 404, status message Not Found';
      const error = { code: 131053, title: 'Media upload error', error_data: { details } };
      await notify(escapedJson(statuses([told('failed', { errors: [error] })])));
      const message = await now();
      expect(message.status).to.equal('failed');
      expect(message.error?.error).to.include('WHATSAPP_MEDIA_MODE=upload');
      expect(message.error?.whatsapp).to.include({ code: 131053, details });
    });

    it('is taken up to 3 MiB to the byte', async () => {
      const { told, now } = await named();
      const body = escapedJson(statuses([told('sent')]));
      const over = await notify(body.padEnd(3 * MEBI + 1, ' '));
      expect(over.status).to.equal(422);
      expect(await now()).to.include({ status: 'pending' });
      expect((await notify(body.padEnd(3 * MEBI, ' '))).status).to.equal(200);
      expect(await now()).to.include({ status: 'sent' });
    });

    for (const [what, body] of Object.entries({
      'no JSON': '{"entry":',
      'lists without end': '['.repeat(MEBI),
      'one huge number': `{"entry":[{"id":${'9'.repeat(MEBI)}}]}`,
      'bytes that are no UTF-8': Buffer.from([0x7b, 0xff, 0xfe, 0x7d]).toString('latin1'),
      'a prototype': '{"__proto__":{"entry":[{"id":"1"}]},"constructor":{"prototype":{}}}',
    }))
      it(`changes nothing where it is ${what}, and is refused if it is not signed`, async () => {
        expect((await notify(body)).status).to.equal(200);
        expect((await notify(body, 'guessed')).status).to.equal(401);
        expect((await call(world.url, { method: 'GET', path: '/healthz' })).status).to.equal(200);
      });
  });
});

describe('what WhatsApp tells while the store is down', () => {
  it('is asked for again', async () => {
    const world = await startPostcard({ statusDelayMs: Infinity });
    try {
      const { whatsapp } = await world.newAccount();
      const body = JSON.stringify({
        entry: [{ changes: [{ value: { metadata: { phone_number_id: whatsapp.phoneNumberId } } }] }],
      });
      const headers = {
        'x-hub-signature-256': `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`,
      };
      const post = () => call(world.url, { method: 'POST', path: '/webhooks/whatsapp', headers, body });
      expect((await post()).status).to.equal(200);
      await world.stores.close();
      const down = await post();
      expect(down.status).to.equal(503);
      expect(errorCode(down)).to.equal('SERVICE_UNAVAILABLE');
      expect(Number(down.headers['retry-after'])).to.be.greaterThan(0);
    } finally {
      await world.close();
    }
  });
});
