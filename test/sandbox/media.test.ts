import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { call, closeAll, mediaMessage, PHONE, sandbox, sendUntil, TOKEN, upload } from './support.js';
import { makeTempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const MiB = 1_048_576;

const folders = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('postcard-sandbox-')).sort();

describe('the sandbox, media', () => {
  let at: Sandbox;
  beforeEach(async () => {
    at = await sandbox();
  });
  afterEach(closeAll);

  it('keeps an upload, tells of it, and hands it out for the token only', async () => {
    const bytes = randomBytes(300_000);
    const { status, body } = await upload(at, bytes, 'image/png');
    expect(status).to.equal(200);
    expect(body.id).to.match(/^\d{16}$/);
    const described = await call(`${at.url}/v25.0/${body.id ?? ''}`, 'GET');
    expect(described.body).to.include({
      id: body.id,
      mime_type: 'image/png',
      sha256: sha256(bytes),
      file_size: bytes.length,
      messaging_product: 'whatsapp',
    });
    const url = described.body.url ?? '';
    const downloaded = await fetch(url, { headers: TOKEN });
    expect(downloaded.headers.get('content-type')).to.equal('image/png');
    expect(sha256(Buffer.from(await downloaded.arrayBuffer()))).to.equal(sha256(bytes));
    expect((await fetch(url)).status).to.equal(401);
    expect((await fetch(url.replace(/hash=./, 'hash=!'), { headers: TOKEN })).status).to.equal(404);
  });

  it('lets a download URL expire after five minutes and the media after 30 days', async () => {
    let now = Date.now();
    const aged = await sandbox({ now: () => now });
    const { body } = await upload(aged, Buffer.from('x'), 'text/plain');
    const { url = '' } = (await call(`${aged.url}/${body.id ?? ''}`, 'GET')).body;
    now += 301_000;
    expect((await fetch(url, { headers: TOKEN })).status).to.equal(404);
    expect((await call(`${aged.url}/${body.id ?? ''}`, 'GET')).status).to.equal(200);
    now += 30 * 24 * 3_600_000;
    expect((await call(`${aged.url}/${body.id ?? ''}`, 'GET')).body.error?.error_subcode).to.equal(33);
  });

  it('checks the phone number id that GET and DELETE may name', async () => {
    const { body } = await upload(at, Buffer.from('x'), 'text/plain');
    const url = `${at.url}/v25.0/${body.id ?? ''}`;
    expect((await call(`${url}?phone_number_id=${PHONE}`, 'GET')).status).to.equal(200);
    for (const method of ['GET', 'DELETE']) {
      const other = await call(`${url}?phone_number_id=1`, method);
      expect(other.status).to.equal(400);
      expect(other.body.error).to.include({ code: 100, error_subcode: 33 });
    }
    expect((await call(url, 'DELETE')).body).to.deep.equal({ success: true });
    expect((await call(url, 'DELETE')).body.error?.error_subcode).to.equal(33);
    expect((await call(url, 'GET')).body.error?.error_subcode).to.equal(33);
  });

  it('wants messaging_product, in the form or in the query, and a file', async () => {
    const bytes = Buffer.from('x');
    const without = await upload(at, bytes, 'image/png', { fields: {} });
    expect(without.body.error?.message).to.equal('(#100) The parameter messaging_product is required.');
    const inQuery = await upload(at, bytes, 'image/png', { fields: {}, query: '?messaging_product=whatsapp' });
    expect(inQuery.status).to.equal(200);
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    const noFile = await call(`${at.url}/v25.0/${PHONE}/media`, 'POST', form);
    expect(noFile.body.error?.message).to.equal('(#100) The parameter file is required.');
    const json = await call(`${at.url}/v25.0/${PHONE}/media`, 'POST', { messaging_product: 'whatsapp' });
    expect(json.body.error?.message).to.equal('(#100) The parameter file is required.');
    const empty = await upload(at, Buffer.alloc(0), 'image/png');
    expect(empty.status).to.equal(400);
  });

  it("judges the part's own type, in the words of Meta", async () => {
    for (const type of ['application/zip', 'text/csv', 'image/gif', 'application/octet-stream', '']) {
      const { status, body } = await upload(at, Buffer.from('x'), type, {
        fields: { messaging_product: 'whatsapp', type: 'image/jpeg' },
      });
      expect(status).to.equal(400);
      expect(body.error?.code).to.equal(100);
      expect(body.error?.message).to.contain('(#100) Param file must be a file with one of the following types: ');
      expect(body.error?.message).to.contain(`Received file of type '${type || 'application/octet-stream'}'.`);
    }
    expect((await upload(at, Buffer.from('x'), 'text/plain; charset=utf-8')).status).to.equal(200);
  });

  it('takes a file of exactly the limit, and not one byte more', async () => {
    expect((await upload(at, Buffer.alloc(5 * MiB, 1), 'image/jpeg')).status).to.equal(200);
    const over = await upload(at, Buffer.alloc(5 * MiB + 1, 1), 'image/jpeg');
    expect(over.status).to.equal(400);
    expect(over.body.error?.code).to.equal(131053);
    expect(over.body.error?.error_data.details).to.equal(
      'Media file size too big. Max file size we currently support: 5 MB.',
    );
    expect((await upload(at, Buffer.alloc(16 * MiB + 1), 'video/mp4')).status).to.equal(400);
  });

  it('sends what was uploaded, and shows the recipient its bytes', async () => {
    const bytes = randomBytes(10_000);
    const { body } = await upload(at, bytes, 'application/pdf');
    const inner = { id: body.id, caption: 'The plan', filename: 'plan.pdf' };
    const message = await sendUntil(at, mediaMessage('+14155550123', 'document', inner), 'read');
    expect(message).to.include({ mime: 'application/pdf', caption: 'The plan', name: 'plan.pdf', size: 10_000 });
    expect(message.statuses.map(({ status }) => status)).to.deep.equal(['sent', 'delivered', 'read']);
    const shown = await fetch(at.url + (message.media ?? ''));
    expect(shown.headers.get('content-disposition')).to.equal('attachment; filename="plan.pdf"');
    expect(shown.headers.get('x-content-type-options')).to.equal('nosniff');
    expect(shown.headers.get('content-security-policy')).to.contain('sandbox');
    expect(sha256(Buffer.from(await shown.arrayBuffer()))).to.equal(sha256(bytes));
  });

  it('keeps the bytes of a message whose media was deleted', async () => {
    const { body } = await upload(at, Buffer.from('jpeg'), 'image/jpeg');
    const message = await sendUntil(at, mediaMessage('+14155550123', 'image', { id: body.id }), 'read');
    await call(`${at.url}/${body.id ?? ''}`, 'DELETE');
    expect((await fetch(at.url + (message.media ?? ''))).status).to.equal(200);
  });

  it('fails a message later, with 131053, whose uploaded media its kind does not take', async () => {
    const cases = [
      ['image', 'image/webp', 'Unsupported Image mime type image/webp. Please use one of image/jpeg, image/png.'],
      ['video', 'image/png', 'Unsupported Video mime type image/png. Please use one of video/mp4, video/3gpp.'],
      [
        'audio',
        'audio/opus',
        'Unsupported Audio mime type audio/opus. Please use one of audio/ogg; codecs=opus, audio/mpeg, audio/amr, audio/mp4, audio/aac.',
      ],
    ] as const;
    for (const [kind, type, details] of cases) {
      const { body } = await upload(at, Buffer.from('x'), type);
      const failed = await sendUntil(at, mediaMessage('+14155550123', kind, { id: body.id }), 'failed');
      expect(failed.error).to.include({ code: 131053, title: 'Media upload error' });
      expect(failed.error?.error_data.details).to.equal(details);
      expect(failed.media).to.equal(null);
    }
  });

  it('takes ogg as Opus only: named so by the field, or so inside', async () => {
    const opus = Buffer.from(`OggS${'\0'.repeat(24)}OpusHead`, 'latin1');
    const audio = async (bytes: Uint8Array, part: string, field: string, state: string): Promise<void> => {
      const { body } = await upload(at, bytes, part, { fields: { messaging_product: 'whatsapp', type: field } });
      await sendUntil(at, mediaMessage('+14155550123', 'audio', { id: body.id }), state);
    };
    await audio(Buffer.from('OggS vorbis'), 'audio/ogg', 'audio/ogg', 'failed');
    await audio(opus, 'audio/ogg', 'audio/ogg', 'read');
    await audio(Buffer.from('x'), 'audio/ogg; codecs=opus', 'audio/ogg; codecs=opus', 'read');
    await audio(Buffer.from('x'), 'audio/ogg', 'audio/ogg; codecs="OPUS"', 'read');
  });

  it('tells of a voice message that it was played', async () => {
    const { body } = await upload(at, Buffer.from('x'), 'audio/mpeg');
    await sendUntil(at, mediaMessage('+14155550123', 'audio', { id: body.id, voice: true }), 'played');
  });

  it('999014: tells so of any audio, and not of a picture', async () => {
    const audio = await upload(at, Buffer.from('x'), 'audio/mpeg');
    await sendUntil(at, mediaMessage('+14155999014', 'audio', { id: audio.body.id }), 'played');
    const picture = await upload(at, Buffer.from('x'), 'image/png');
    await sendUntil(at, mediaMessage('+14155999014', 'image', { id: picture.body.id }), 'read');
  });

  it('lets the oldest bytes go beyond its budget, and the oldest messages beyond their number', async () => {
    const small = await sandbox({ keptBytes: 1 * MiB, keptMessages: 3 });
    const ids: string[] = [];
    for (let i = 0; i < 4; i += 1) ids.push((await upload(small, Buffer.alloc(400_000, i), 'image/png')).body.id ?? '');
    const { url = '' } = (await call(`${small.url}/${ids[0] ?? ''}`, 'GET')).body;
    expect((await fetch(url, { headers: TOKEN })).status).to.equal(404);
    for (const id of ids) await sendUntil(small, mediaMessage('+14155550123', 'image', { id }), 'read');
    const answer = await fetch(`${small.url}/sandbox/messages`);
    const { messages } = (await answer.json()) as { messages: { media: string | null }[] };
    expect(messages.map(({ media }) => media !== null)).to.deep.equal([true, true, false]);
  });

  it('streams a 100 MiB document to disk: memory hardly grows', async () => {
    const chunk = randomBytes(MiB);
    let peak = 0;
    const before = process.memoryUsage().arrayBuffers;
    const boundary = 'a-boundary';
    const socket = connect(Number(new URL(at.url).port), '127.0.0.1');
    const head =
      `--${boundary}\r\nContent-Disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n` +
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n`;
    const tail = `\r\n--${boundary}--\r\n`;
    const length = Buffer.byteLength(head) + Buffer.byteLength(tail) + 100 * MiB;
    socket.write(
      `POST /v25.0/${PHONE}/media HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\nConnection: close\r\n` +
        `Content-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${String(length)}\r\n\r\n${head}`,
    );
    let answer = '';
    socket.on('data', (data) => (answer += data.toString('latin1')));
    for (let i = 0; i < 100; i += 1) {
      if (!socket.write(chunk)) await new Promise((resolve) => socket.once('drain', resolve));
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
    }
    socket.write(tail);
    await until('the answer', () => (answer.endsWith('}') ? answer : undefined));
    expect(answer).to.match(/^HTTP\/1\.1 200 OK/);
    expect(peak - before).to.be.below(48 * MiB);
  });

  it('refuses malformed, cut and nameless multipart bodies, and goes on', async () => {
    const url = `${at.url}/v25.0/${PHONE}/media`;
    const part = 'Content-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: image/png\r\n\r\n';
    const bodies = ['', '--b', '--b\r\n', `--b\r\n${part}xyz`, `--b\r\n${part}xyz\r\n--b`, `--b\r\nx\r\n\r\n--b--`];
    for (const body of bodies) {
      const answer = await call(url, 'POST', body, { ...TOKEN, 'content-type': 'multipart/form-data; boundary=b' });
      expect(answer.status, JSON.stringify(body)).to.equal(400);
      expect(answer.body.error?.code).to.equal(100);
    }
    const noBoundary = await call(url, 'POST', 'x', { ...TOKEN, 'content-type': 'multipart/form-data' });
    expect(noBoundary.status).to.equal(400);
    expect((await upload(at, Buffer.from('x'), 'image/png')).status).to.equal(200);
  });

  it('survives an upload whose connection is cut', async () => {
    const socket = connect(Number(new URL(at.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `POST /v25.0/${PHONE}/media HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\nContent-Length: 10000000\r\n` +
        'Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: form-data; name="file"; ' +
        `filename="a"\r\nContent-Type: image/png\r\n\r\n${'x'.repeat(900_000)}`,
      () => socket.destroy(),
    );
    await new Promise((resolve) => socket.once('close', resolve));
    expect((await upload(at, Buffer.from('x'), 'image/png')).status).to.equal(200);
  });

  it('removes its folder when it closes', async () => {
    const own = await makeTempDir();
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = own.path;
    try {
      const one = await sandbox();
      await upload(one, Buffer.alloc(300_000), 'image/png');
      expect(await folders()).to.have.length(1);
      await one.close();
      expect(await folders()).to.have.length(0);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
      await own.remove();
    }
  });
});
