import { expect } from 'chai';
import fc from 'fast-check';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { call, closeAll, list, mediaMessage, PHONE, sandbox, send, textMessage, TOKEN, upload } from './support.js';

const TO = '+14155550123';

describe('the sandbox, sending a message', () => {
  let at: Sandbox;
  before(async () => {
    at = await sandbox({ statusDelayMs: Infinity });
  });
  after(closeAll);

  const refusal = async (message: object): Promise<{ code: number; message: string; details: string }> => {
    const { status, body } = await send(at, message);
    expect(status).to.equal(400);
    const { error } = body;
    expect(error?.type).to.equal('OAuthException');
    expect(error?.fbtrace_id).to.match(/^A[\w-]{20,}$/);
    expect(error?.error_data.messaging_product).to.equal('whatsapp');
    return { code: error?.code ?? 0, message: error?.message ?? '', details: error?.error_data.details ?? '' };
  };

  it('answers with the contact and a wamid that names the recipient inside', async () => {
    const { status, body, headers } = await send(at, textMessage(TO));
    expect(status).to.equal(200);
    expect(body.messaging_product).to.equal('whatsapp');
    expect(body.contacts).to.deep.equal([{ input: TO, wa_id: '14155550123' }]);
    const wamid = body.messages?.[0]?.id ?? '';
    expect(wamid).to.match(/^wamid\.[A-Za-z0-9+/]+=*$/);
    expect(Buffer.from(wamid.slice(6), 'base64').toString('latin1')).to.contain('14155550123');
    expect(headers.get('facebook-api-version')).to.equal('v25.0');
    expect(headers.get('x-fb-trace-id')).to.be.a('string');
  });

  it('gives every message a wamid of its own', async () => {
    const answers = await Promise.all(Array.from({ length: 600 }, () => send(at, textMessage(TO))));
    expect(new Set(answers.map(({ body }) => body.messages?.[0]?.id)).size).to.equal(600);
  });

  it('drops formatting, and puts its own country code before a number without plus that could be national', async () => {
    const wa = async (to: unknown): Promise<string | undefined> =>
      (await send(at, textMessage(to as string))).body.contacts?.[0]?.wa_id;
    expect(await wa('+1 (415) 555-0123')).to.equal('14155550123');
    expect(await wa('14155550123')).to.equal('14155550123');
    expect(await wa(14155550123)).to.equal('14155550123');
    expect(await wa('+298123456')).to.equal('298123456');
    expect(await wa('298123456')).to.equal('1298123456');
  });

  it('takes members that are null for absent', async () => {
    const { status } = await send(
      at,
      mediaMessage(
        TO,
        'image',
        { link: 'http://127.0.0.1:9/x.jpg', id: null, caption: null, filename: null },
        {
          context: null,
          audio: null,
          biz_opaque_callback_data: null,
          nonsense: null,
        },
      ),
    );
    expect(status).to.equal(200);
  });

  it('takes parameters of the query and of a form as well', async () => {
    const { message_product: _none, ...rest } = textMessage(TO) as Record<string, unknown>;
    delete rest['messaging_product'];
    const query = await call(`${at.url}/v25.0/${PHONE}/messages?messaging_product=whatsapp`, 'POST', rest);
    expect(query.status).to.equal(200);
    const form = new URLSearchParams({ messaging_product: 'whatsapp', to: TO, type: 'text', text: '{"body":"Hi"}' });
    const posted = await call(`${at.url}/${PHONE}/messages`, 'POST', form);
    expect(posted.status).to.equal(200);
    expect((await list(at))[0]?.text).to.equal('Hi');
  });

  it('marks an inbound message as read', async () => {
    const answer = await send(at, { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.X' });
    expect(answer.body).to.deep.equal({ success: true });
  });

  it('refuses unknown keys in the words of Meta', async () => {
    const link = 'http://127.0.0.1:9/x';
    expect((await refusal(mediaMessage(TO, 'audio', { link, caption: 'x' }))).message).to.equal(
      '(#100) Unexpected key "caption" on param "audio".',
    );
    for (const kind of ['image', 'video', 'audio']) {
      expect((await refusal(mediaMessage(TO, kind, { link, filename: 'x.pdf' }))).message).to.equal(
        `(#100) Unexpected key "filename" on param "${kind}".`,
      );
    }
    expect((await refusal(mediaMessage(TO, 'image', { link, mime_type: 'image/png' }))).code).to.equal(100);
    expect((await refusal(textMessage(TO, { reciepient: 'x' }))).message).to.contain('Unexpected key "reciepient"');
  });

  it('wants messaging_product, an individual recipient, a number and a known type', async () => {
    expect((await refusal({ to: TO })).message).to.equal('(#100) The parameter messaging_product is required.');
    expect((await refusal(textMessage(TO, { messaging_product: 'sms' }))).message).to.equal(
      '(#100) Param messaging_product must be one of {WHATSAPP} - got "sms".',
    );
    expect((await refusal(textMessage(TO, { recipient_type: 'group' }))).message).to.contain('{INDIVIDUAL}');
    expect((await refusal(textMessage(TO, { to: null }))).message).to.equal(
      '(#100) One of the parameters to and recipient is required.',
    );
    for (const to of ['+0123456789', 'abc', '12', '+1234567890123456', {}, '1'.repeat(70)]) {
      expect((await refusal(textMessage(TO, { to }))).code, JSON.stringify(to)).to.equal(131009);
    }
    expect((await refusal(textMessage(TO, { type: 'sticker' }))).message).to.contain('Param type must be one of');
    expect((await refusal(textMessage(TO, { type: 'image' }))).code).to.equal(131008);
    expect((await refusal(textMessage(TO, { text: 'x' }))).message).to.contain('must be a JSON object');
    expect((await refusal(textMessage(TO, { text: { body: '' } }))).code).to.equal(131008);
  });

  it('wants exactly one of id and link, and a link that is http', async () => {
    const both = await refusal(mediaMessage(TO, 'image', { id: '1', link: 'http://127.0.0.1:9/x' }));
    expect(both.code).to.equal(100);
    const neither = await refusal(mediaMessage(TO, 'image', { caption: 'x' }));
    expect(neither.code).to.equal(131008);
    for (const link of ['ftp://example.com/x', 'x.jpg', '', 7, 'javascript:alert(1)']) {
      expect((await refusal(mediaMessage(TO, 'image', { link }))).message).to.equal(
        "(#100) Param image['link'] is not a valid URI.",
      );
    }
  });

  it('takes a caption of 1024 characters, counted as code points, and not one more', async () => {
    const image = (caption: unknown): object => mediaMessage(TO, 'image', { link: 'http://127.0.0.1:9/x', caption });
    expect((await send(at, image('😀'.repeat(1024)))).status).to.equal(200);
    const refused = await refusal(image('😀'.repeat(1025)));
    expect(refused.code).to.equal(131009);
    expect(refused.details).to.contain('Max length: 1024');
    expect((await refusal(image(7))).code).to.equal(100);
  });

  it('takes 512 characters of biz_opaque_callback_data and not one more', async () => {
    expect((await send(at, textMessage(TO, { biz_opaque_callback_data: 'x'.repeat(512) }))).status).to.equal(200);
    expect((await refusal(textMessage(TO, { biz_opaque_callback_data: 'x'.repeat(513) }))).code).to.equal(100);
    expect((await refusal(textMessage(TO, { biz_opaque_callback_data: 1 }))).code).to.equal(100);
  });

  it("knows no media id but the phone number's own: 100 / 33", async () => {
    const { body } = await upload(at, Buffer.from('jpeg'), 'image/jpeg');
    const own = mediaMessage(TO, 'image', { id: body.id });
    expect((await send(at, own)).status).to.equal(200);
    for (const answer of [
      await send(at, own, '200000000000001'),
      await send(at, mediaMessage(TO, 'image', { id: '1234567890' })),
      await send(at, mediaMessage(TO, 'image', { id: 1234567890 })),
    ]) {
      expect(answer.status).to.equal(400);
      expect(answer.body.error?.code).to.equal(100);
      expect(answer.body.error?.error_subcode).to.equal(33);
      expect(answer.body.error?.message).to.equal(
        "(#100) Param image['id'] is not a valid whatsapp business account media attachment ID",
      );
    }
  });

  it('forgets nothing that it answered: every accepted message is in the list', async () => {
    const { body } = await send(at, textMessage(TO, { biz_opaque_callback_data: 'postcard:1:7' }));
    const found = (await list(at)).find(({ wamid }) => wamid === body.messages?.[0]?.id);
    expect(found).to.include({ type: 'text', text: 'Hello', biz_opaque_callback_data: 'postcard:1:7', media: null });
  });

  it('takes any token but none, a malformed one and "expired": 190', async () => {
    const url = `${at.url}/v25.0/${PHONE}/messages`;
    const tokens: (Record<string, string> | undefined)[] = [
      {},
      { authorization: 'Bearer expired' },
      { authorization: 'Bearer ' },
      { authorization: 'Bearer two words' },
      { authorization: 'Basic eDp5' },
      { authorization: 'Bearer \u00e9' },
    ];
    for (const headers of tokens) {
      const answer = await call(url, 'POST', textMessage(TO), headers);
      expect(answer.status).to.equal(401);
      expect(answer.body.error).to.include({ code: 190, type: 'OAuthException' });
      expect(answer.headers.get('www-authenticate')).to.contain('OAuth "Facebook Platform" "invalid_token"');
    }
    expect((await call(`${url}?access_token=abc`, 'POST', textMessage(TO), {})).status).to.equal(200);
    expect((await call(`${url}?access_token=expired`, 'POST', textMessage(TO), {})).status).to.equal(401);
  });

  it('knows any digits as a phone number id, and nothing else: 100 / 33', async () => {
    const answer = await call(`${at.url}/v25.0/abc/messages`, 'POST', textMessage(TO));
    expect(answer.status).to.equal(400);
    expect(answer.body.error).to.include({ code: 100, error_subcode: 33, type: 'GraphMethodException' });
    expect(answer.body.error?.message).to.match(/^Unsupported post request\. Object with ID 'abc' does not exist/);
    expect((await call(`${at.url}/v25.0/1/nowhere`, 'POST', {})).body.error?.code).to.equal(2500);
    expect((await call(`${at.url}/v25.0/1/messages`, 'GET')).status).to.equal(400);
    expect((await call(`${at.url}/v25.0/1/messages/2`, 'POST', {})).body.error?.code).to.equal(2500);
  });

  it('answers whatever comes as JSON with a Graph error or a message, never a 5xx', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue({ maxDepth: 3 }),
        fc.constantFrom('image', 'text', 'audio', 'type', 'to'),
        async (junk, key) => {
          const answer = await send(at, textMessage(TO, { [key]: junk }));
          expect(answer.status).to.be.oneOf([200, 400]);
          if (answer.status === 400) expect(answer.body.error?.code).to.be.oneOf([100, 131008, 131009]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('refuses bodies that are no JSON object, and those over 1 MiB', async () => {
    const url = `${at.url}/v25.0/${PHONE}/messages`;
    const json = { ...TOKEN, 'content-type': 'application/json' };
    for (const body of ['{', '[]', '"x"', 'null', '7', '\u0000', '{"a":1}{']) {
      const answer = await call(url, 'POST', body, json);
      expect(answer.status, body).to.equal(400);
      expect(answer.body.error?.code).to.equal(100);
    }
    const large = await call(url, 'POST', JSON.stringify({ x: 'y'.repeat(1_048_576) }), json);
    expect(large.status).to.equal(413);
    expect(large.body.error?.code).to.equal(100);
    const prototype = await call(url, 'POST', '{"__proto__":{"messaging_product":"whatsapp"},"to":"+1"}', json);
    expect(prototype.body.error?.message).to.equal('(#100) The parameter messaging_product is required.');
  });
});
