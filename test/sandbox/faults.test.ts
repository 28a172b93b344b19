import { expect } from 'chai';
import { bareErrors } from '../../src/sandbox/meta/bare-errors.js';
import { errorCodes } from '../../src/sandbox/meta/error-codes.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { manualTimer } from '../kit/time/manual-timer.js';
import { settled } from '../support/at-rest.js';
import { closeAll, inState, list, PHONE, sandbox, send, textMessage, upload, wired } from './support.js';
import { until } from '../support/until.js';

const numberFor = (digits: number | string): string => `+1415${String(digits).padStart(6, '0')}`;

/** What a client sees: an answer, or that the connection was cut before it, by the client itself where it gave up. */
const fetched = async (url: string, to: string, givenUp?: AbortSignal): Promise<Response | 'cut' | 'nothing'> => {
  try {
    return await fetch(`${url}/v25.0/${PHONE}/messages`, {
      method: 'POST',
      headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
      body: JSON.stringify(textMessage(to)),
      signal: givenUp ?? null,
    });
  } catch (error) {
    return (error as Error).name === 'AbortError' ? 'nothing' : 'cut';
  }
};

/** What comes of a request until others have been answered and everything has come to rest. */
const untilRest = async (at: Sandbox, to: string, accepted: number): Promise<Response | 'cut' | 'nothing'> => {
  const giveUp = new AbortController();
  const asked = fetched(at.url, to, giveUp.signal);
  await until('the messages', async () => (await list(at)).length === accepted);
  await settled();
  await list(at);
  giveUp.abort();
  return asked;
};

describe('the sandbox, faults on demand by the last six digits', () => {
  afterEach(closeAll);

  for (const { code, status, title, report, transient, details } of errorCodes) {
    if (report === 'answer') {
      it(`${String(code).padStart(6, '0')}: answers ${String(status)} ${title}, and accepts nothing`, async () => {
        const at = await sandbox();
        const answer = await send(at, textMessage(numberFor(code)));
        expect(answer.status).to.equal(status);
        expect(answer.body.error).to.deep.include({
          code,
          type: 'OAuthException',
          message: `(#${String(code)}) ${title}`,
        });
        expect(answer.body.error?.error_data).to.deep.equal({ messaging_product: 'whatsapp', details });
        expect(answer.body.error?.is_transient).to.equal(transient);
        expect(await list(at)).to.deep.equal([]);
      });
    } else {
      it(`${String(code).padStart(6, '0')}: accepts, then fails with ${title}`, async () => {
        const { at, hook } = await wired();
        const { status: accepted, body } = await send(
          at,
          textMessage(numberFor(code), { biz_opaque_callback_data: 'me' }),
        );
        expect(accepted).to.equal(200);
        const message = await inState(at, body.messages?.[0]?.id ?? '', 'failed');
        expect(message.error).to.deep.include({ code, title });
        const told = await until('the status', () => hook.statuses()[0]);
        expect(told).to.include({ id: message.wamid, status: 'failed', biz_opaque_callback_data: 'me' });
        expect(told.errors?.[0]).to.deep.include({ code, title, message: title, error_data: { details } });
        expect(hook.statuses()).to.have.length(1);
      });
    }
  }

  it('has the codes that come as 500 and are final, and those that are throttling', () => {
    const statusOf = (code: number): number | undefined => errorCodes.find((entry) => entry.code === code)?.status;
    expect([3, 131045, 131000].map(statusOf)).to.deep.equal([500, 500, 500]);
    expect([130429, 131056].map(statusOf)).to.deep.equal([429, 400]);
  });

  for (const { digits, says, fate } of bareErrors)
    it(`${digits}: ${says}`, async () => {
      const { at, hook } = await wired();
      const { status, body } = await send(at, textMessage(numberFor(digits)));
      const error =
        fate._tag === 'Answer' ? body.error : (await until('the status', () => hook.statuses()[0])).errors?.[0];
      expect(status).to.equal(fate._tag === 'Answer' ? 400 : 200);
      expect(error).to.include({ code: fate.error.code });
      expect(error).not.to.have.property('error_data');
    });

  it('gives 100 with its subcode and with the words for users', async () => {
    const at = await sandbox();
    const unknown = await send(at, textMessage(numberFor(999020)));
    expect(unknown.body.error).to.include({ code: 100, error_subcode: 33, type: 'GraphMethodException' });
    const tooLarge = await send(at, textMessage(numberFor(999021)));
    expect(tooLarge.body.error).to.include({ code: 100, error_user_title: 'File Too Large' });
  });

  it('leaves ordinary numbers alone', async () => {
    const at = await sandbox();
    for (const to of ['+14155550123', '+4915112345678', '+298131026']) {
      expect((await send(at, textMessage(to))).status).to.equal(200);
    }
  });

  it('999001 and 999002: no answer, a cut connection, and nothing accepted', async () => {
    const at = await sandbox();
    expect(await untilRest(at, numberFor(999001), 0)).to.equal('nothing');
    expect(await fetched(at.url, numberFor(999002))).to.equal('cut');
    expect(await list(at)).to.deep.equal([]);
  });

  it('999003 and 999004: the same once the message is accepted, whose statuses come', async () => {
    const { at, hook } = await wired();
    expect(await fetched(at.url, numberFor(999003))).to.equal('cut');
    expect(await untilRest(at, numberFor(999004), 2)).to.equal('nothing');
    expect(await list(at)).to.have.length(2);
    await until('read', () => hook.statuses().filter(({ status }) => status === 'read').length === 2);
  });

  it('999005, 999006 and 999010: answers that are no Graph answers', async () => {
    const at = await sandbox();
    const gateway = (await fetched(at.url, numberFor(999005))) as Response;
    expect(gateway.status).to.equal(502);
    expect(gateway.headers.get('content-type')).to.contain('text/html');
    const foreign = (await fetched(at.url, numberFor(999006))) as Response;
    expect(foreign.status).to.equal(503);
    expect(await foreign.json()).to.not.have.property('error');
    expect(await list(at)).to.deep.equal([]);
    const accepted = (await fetched(at.url, numberFor(999010))) as Response;
    expect(accepted.status).to.equal(200);
    expect(await accepted.text()).to.contain('<!doctype html>');
    expect(await list(at)).to.have.length(1);
  });

  it('999007: refused twice in a row with a transient error, then accepted, and so again', async () => {
    const at = await sandbox();
    const tries: number[] = [];
    for (let i = 0; i < 6; i += 1) tries.push((await send(at, textMessage(numberFor(999007)))).status);
    expect(tries).to.deep.equal([503, 503, 200, 503, 503, 200]);
    const other = await send(at, textMessage('+1416999007'));
    expect(other.body.error).to.include({ code: 2, is_transient: true });
  });

  it('999008: answers after two seconds', async () => {
    const time = manualTimer();
    const at = await sandbox({ timer: time.timer });
    let isAnswered = false;
    const sending = send(at, textMessage(numberFor(999008))).finally(() => (isAnswered = true));
    await until('the message', async () => (await list(at)).length === 1);
    await settled();
    time.pass(1_999);
    await settled();
    expect(isAnswered).to.equal(false);
    time.pass(1);
    expect((await sending).status).to.equal(200);
  });

  it('999009: a code that nobody documents, with is_transient', async () => {
    const answer = await send(await sandbox(), textMessage(numberFor(999009)));
    expect(answer.status).to.equal(400);
    expect(answer.body.error).to.include({ code: 999009, is_transient: true });
  });

  it('999011: every status is delivered before the answer', async () => {
    const { at, hook } = await wired();
    const { body } = await send(at, textMessage(numberFor(999011)));
    expect(hook.statuses().map(({ id, status }) => `${status} ${id}`)).to.deep.equal(
      ['sent', 'delivered', 'read'].map((status) => `${status} ${body.messages?.[0]?.id ?? ''}`),
    );
  });

  it('999012: statuses in the wrong order and twice; 999013: none', async () => {
    const { at, hook } = await wired();
    await send(at, textMessage(numberFor(999013)));
    await send(at, textMessage(numberFor(999012)));
    await until('five statuses', () => hook.statuses().length >= 5);
    expect(hook.statuses().map(({ status }) => status)).to.deep.equal([
      'read',
      'delivered',
      'sent',
      'delivered',
      'read',
    ]);
    expect((await list(at)).map(({ state }) => state)).to.deep.equal(['read', 'accepted']);
  });

  it('gives an upload the faults of its phone number id, those that come as an answer', async () => {
    const at = await sandbox();
    const bytes = Buffer.from('x');
    const busy = await upload(at, bytes, 'image/png', { phone: '106540352130429' });
    expect(busy.status).to.equal(429);
    const tries: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      tries.push((await upload(at, bytes, 'image/png', { phone: '106540352999007' })).status);
    }
    expect(tries).to.deep.equal([503, 503, 200]);
    expect((await upload(at, bytes, 'image/png', { phone: '106540352131026' })).status).to.equal(200);
  });

  it('closes while requests hang', async () => {
    const at = await sandbox();
    const hanging = fetched(at.url, numberFor(999001));
    await settled();
    await at.close();
    expect(await hanging).to.equal('cut');
  });
});

describe('the sandbox, the 24-hour window', () => {
  afterEach(closeAll);

  const inbound = (url: string, from: string): Promise<Response> =>
    fetch(`${url}/sandbox/inbound`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from, to_phone_number_id: PHONE, text: 'Hi' }),
    });

  it('is open unless it is made strict', async () => {
    const { at } = await wired();
    const { body } = await send(at, textMessage('+14155550123'));
    await inState(at, body.messages?.[0]?.id ?? '', 'read');
  });

  it('where it is strict, is opened for 24 hours by an inbound message; else 131047, later', async () => {
    let now = Date.now();
    const at = await sandbox({ strictWindow: true, now: () => now });
    const outcome = async (to: string, state: string): Promise<number | undefined> => {
      const { body } = await send(at, textMessage(to));
      return (await inState(at, body.messages?.[0]?.id ?? '', state)).error?.code;
    };
    expect(await outcome('+14155550123', 'failed')).to.equal(131047);
    expect((await inbound(at.url, '+14155550123')).status).to.equal(200);
    await outcome('+14155550123', 'read');
    expect(await outcome('+14155550199', 'failed')).to.equal(131047);
    now += 24 * 3_600_000;
    expect(await outcome('+14155550123', 'failed')).to.equal(131047);
  });
});
