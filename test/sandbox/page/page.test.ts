import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { expect } from 'chai';
import { bareErrors } from '../../../src/sandbox/meta/bare-errors.js';
import { behaviours } from '../../../src/sandbox/meta/behaviours.js';
import { errorCodes } from '../../../src/sandbox/meta/error-codes.js';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';
import {
  call,
  closeAll,
  list,
  mediaMessage,
  PHONE,
  sandbox,
  send,
  sendUntil,
  textMessage,
  upload,
} from '../support.js';
import { until } from '../../support/until.js';

const TO = '+14155550123';

describe('the sandbox, its page and list', () => {
  let at: Sandbox;
  beforeEach(async () => {
    at = await sandbox();
  });
  afterEach(closeAll);

  const page = async (): Promise<{ text: string; headers: Headers }> => {
    const answer = await fetch(at.url);
    expect(answer.status).to.equal(200);
    return { text: await answer.text(), headers: answer.headers };
  };

  it('shows a picture with its caption', async () => {
    const { body } = await upload(at, Buffer.from('jpeg'), 'image/jpeg');
    const message = await sendUntil(at, mediaMessage(TO, 'image', { id: body.id, caption: 'At the sea' }), 'read');
    expect(message.media).to.equal(`/sandbox/messages/${encodeURIComponent(message.wamid)}/media`);
    const { text } = await page();
    expect(text).to.contain(`<img src="${message.media ?? ''}"`);
    expect(text).to.contain('At the sea');
    expect(text).to.contain(message.wamid);
    const shown = await fetch(at.url + (message.media ?? ''));
    expect(shown.headers.get('content-type')).to.equal('image/jpeg');
    expect(shown.headers.get('content-disposition')).to.equal('inline');
    const head = await fetch(at.url + (message.media ?? ''), { method: 'HEAD' });
    expect(head.headers.get('content-length')).to.equal('4');
  });

  it('escapes whatever senders write, in text and in attributes', async () => {
    const evil = `"><script>alert('x')</script>&amp;`;
    const inner = { link: 'http://127.0.0.1:1/', caption: evil, filename: evil };
    await send(at, mediaMessage(TO, 'document', inner, { biz_opaque_callback_data: evil }));
    await send(at, textMessage(TO, { text: { body: evil } }));
    const { text } = await page();
    expect(text).to.not.contain('<script');
    expect(text).to.not.contain(`alert('x')`);
    expect(text).to.contain('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;');
  });

  it('allows nothing but its own style sheet, pictures and form', async () => {
    const { text, headers } = await page();
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).to.contain("default-src 'none'");
    expect(policy).to.not.contain('script-src');
    const style = /<style>([^]*?)<\/style>/.exec(text)?.[1] ?? '';
    expect(policy).to.contain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(text).to.not.match(/<script|\son\w+=|style="|https?:\/\/(?!127\.0\.0\.1)/);
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
  });

  it('lists every number that brings about a fault', async () => {
    const { text } = await page();
    for (const { code, title } of errorCodes) {
      expect(text).to.contain(`<code>${String(code).padStart(6, '0')}</code>`);
      expect(text).to.contain(title.replaceAll("'", '&#39;'));
    }
    for (const { digits, says } of [...behaviours, ...bareErrors])
      expect(text).to.contain(`<code>${digits}</code>`).and.contain(says);
  });

  it('has no digits twice', () => {
    const all = [
      ...errorCodes.map(({ code }) => String(code).padStart(6, '0')),
      ...behaviours.map(({ digits }) => digits),
      ...bareErrors.map(({ digits }) => digits),
    ];
    expect(new Set(all).size).to.equal(all.length);
  });

  it('lists the newest first, by recipient if asked, and forgets on demand', async () => {
    await send(at, textMessage(TO));
    await send(at, textMessage('+14155550199'));
    expect((await list(at)).map(({ recipient }) => recipient)).to.deep.equal(['14155550199', '14155550123']);
    const filtered = await fetch(`${at.url}/sandbox/messages?recipient=%2B14155550123`);
    expect(((await filtered.json()) as { messages: unknown[] }).messages).to.have.length(1);
    expect((await fetch(`${at.url}/sandbox/messages`, { method: 'DELETE' })).status).to.equal(200);
    expect(await list(at)).to.deep.equal([]);
  });

  it('answers 404 to what it does not have', async () => {
    for (const path of ['messages/wamid.X/media', 'messages/%ff/media', 'messages/../../media', 'x', 'messages/']) {
      expect((await fetch(`${at.url}/sandbox/${path}`)).status, path).to.be.oneOf([401, 404]);
    }
    const { body } = await send(at, textMessage(TO));
    const wamid = encodeURIComponent(body.messages?.[0]?.id ?? '');
    expect((await fetch(`${at.url}/sandbox/messages/${wamid}/media`)).status).to.equal(404);
    expect((await fetch(`${at.url}/sandbox/inbound`)).status).to.equal(404);
  });
});

describe('the sandbox, as a server', () => {
  afterEach(closeAll);

  it('names localhost where it listens on every address, and a free port for 0', async () => {
    const at = await sandbox({ host: '0.0.0.0' });
    expect(at.url).to.equal(`http://localhost:${String(at.port)}`);
    expect(at.port).to.be.above(0);
    expect((await fetch(`http://127.0.0.1:${String(at.port)}/`)).status).to.equal(200);
  });

  it('rejects with the reason where the port is taken', async () => {
    const at = await sandbox();
    let code: unknown;
    await sandbox({ port: at.port }).catch((error: unknown) => {
      code = (error as { code: unknown }).code;
    });
    expect(code).to.equal('EADDRINUSE');
  });

  it('closes twice', async () => {
    const at = await sandbox();
    await at.close();
    await at.close();
  });

  it('survives raw nonsense on the wire', async () => {
    const at = await sandbox();
    const head = `POST /v25.0/${PHONE}/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\n`;
    const wires = [
      'nonsense\r\n\r\n',
      'GET http://elsewhere/ HTTP/1.1\r\nHost: localhost\r\n\r\n',
      'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n',
      `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      'GET //evil/%00%ff?%zz=%zz HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\nConnection: close\r\n\r\n',
      'GET /?a=b HTTP/1.1\r\nHost: "><script>\r\nConnection: close\r\n\r\n',
      `${head}Content-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    ];
    for (const wire of wires) {
      const socket = connect(at.port, '127.0.0.1');
      socket.on('error', () => undefined).resume();
      socket.write(wire);
      await new Promise((resolve) => socket.once('close', resolve));
    }
    const cut = connect(at.port, '127.0.0.1');
    cut.on('error', () => undefined);
    cut.write(`${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a":`, () => cut.destroy());
    await new Promise((resolve) => cut.once('close', resolve));
    expect((await send(at, textMessage(TO))).status).to.equal(200);
  });

  it('answers a refusal while the body is still coming', async () => {
    const at = await sandbox();
    const socket = connect(at.port, '127.0.0.1');
    let answer = '';
    socket.on('error', () => undefined).on('data', (data) => (answer += data.toString('latin1')));
    socket.write(
      `POST /v25.0/${PHONE}/media HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer expired\r\n` +
        'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000000\r\n\r\n',
    );
    socket.write(Buffer.alloc(500_000));
    await until('the refusal', () => answer.includes('"code":190'));
    expect(answer).to.match(/^HTTP\/1\.1 401 /);
    expect(answer).to.contain('connection: close');
    socket.destroy();
  });

  it('is not confused by methods that it does not know', async () => {
    const at = await sandbox();
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await call(`${at.url}/v25.0/${PHONE}/messages`, method);
      expect(answer.status).to.equal(400);
    }
  });
});
