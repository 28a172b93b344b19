import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { expect } from 'chai';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { closeAll, type ListedMessage, mediaMessage, sandbox, sendUntil, serve } from './support.js';

const MiB = 1_048_576;

describe('the sandbox, fetching the link of a message', () => {
  let at: Sandbox;
  beforeEach(async () => {
    at = await sandbox();
  });
  afterEach(closeAll);

  const sendLink = async (listener: RequestListener, kind: string, state: string): Promise<ListedMessage> => {
    const link = `${await serve(listener)}/media/x/file`;
    return sendUntil(at, mediaMessage('+14155550123', kind, { link }), state);
  };

  const detailsOf = async (listener: RequestListener, kind = 'image'): Promise<string> => {
    const failed = await sendLink(listener, kind, 'failed');
    expect(failed.error).to.include({ code: 131053, title: 'Media upload error' });
    expect(failed.media).to.equal(null);
    return failed.error?.error_data.details ?? '';
  };

  it('fetches it for real, without any token, and shows the bytes', async () => {
    const bytes = randomBytes(400_000);
    let agent: string | undefined;
    let authorization: string | undefined;
    const message = await sendLink(
      (req, res) => {
        agent = req.headers['user-agent'];
        authorization = req.headers.authorization;
        res.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': bytes.length }).end(bytes);
      },
      'image',
      'read',
    );
    expect(agent).to.equal('facebookexternalua');
    expect(authorization).to.equal(undefined);
    expect(message).to.include({ mime: 'image/jpeg', size: bytes.length });
    const shown = Buffer.from(await (await fetch(at.url + (message.media ?? ''))).arrayBuffer());
    expect(shown.equals(bytes)).to.equal(true);
  });

  it('fetches many at once', async () => {
    const link = await serve((_req, res) => res.writeHead(200, { 'content-type': 'image/png' }).end('png'));
    const sent = await Promise.all(
      Array.from({ length: 100 }, () => sendUntil(at, mediaMessage('+14155550123', 'image', { link }), 'read')),
    );
    expect(sent).to.have.length(100);
  });

  it('follows no redirect', async () => {
    let asked = 0;
    const details = await detailsOf((req, res) => {
      asked += 1;
      if (req.url === '/there') res.writeHead(200, { 'content-type': 'image/png' }).end('png');
      else res.writeHead(302, { location: '/there' }).end();
    });
    expect(details).to.equal('Downloading media from weblink failed with http code 302, status message Found');
    expect(asked).to.equal(1);
  });

  it('says the status that it got', async () => {
    expect(await detailsOf((_req, res) => res.writeHead(404).end('no'))).to.equal(
      'Downloading media from weblink failed with http code 404, status message Not Found',
    );
    expect(await detailsOf((_req, res) => res.writeHead(206, { 'content-type': 'image/png' }).end('png'))).to.contain(
      'http code 206',
    );
    expect(await detailsOf((_req, res) => res.writeHead(503).end())).to.contain('http code 503');
  });

  it('fails where nobody answers, or the body breaks off', async () => {
    const failed = await sendUntil(
      at,
      mediaMessage('+14155550123', 'image', { link: 'http://127.0.0.1:1/' }),
      'failed',
    );
    expect(failed.error?.error_data.details).to.equal('Downloading media from weblink failed: connection failed');
    expect(
      await detailsOf((_req, res) => {
        res.writeHead(200, { 'content-type': 'image/png', 'content-length': 1000 });
        res.write('x', () => res.destroy());
      }),
    ).to.contain('Downloading media from weblink failed');
    expect(await detailsOf((req) => req.socket.destroy())).to.contain('weblink failed');
  });

  it('judges the Content-Type by the kind of the message', async () => {
    const typed =
      (type: string | undefined): RequestListener =>
      (_req, res) =>
        res.writeHead(200, type === undefined ? {} : { 'content-type': type }).end('bytes');
    const refused: [string, string | undefined][] = [
      ['image', 'image/webp'],
      ['image', 'text/html'],
      ['image', undefined],
      ['audio', 'audio/ogg'],
      ['audio', 'audio/opus'],
      ['audio', 'audio/ogg; codecs=vorbis'],
      ['video', 'video/quicktime'],
      ['document', 'text/csv'],
      ['document', 'application/zip'],
    ];
    for (const [kind, type] of refused) {
      expect(await detailsOf(typed(type), kind)).to.match(/^Unsupported \w+ mime type /);
    }
    const taken: [string, string][] = [
      ['image', 'IMAGE/PNG'],
      ['audio', 'audio/ogg; codecs=opus'],
      ['audio', 'audio/ogg;codecs="opus"'],
      ['audio', 'audio/amr'],
      ['video', 'video/3gpp'],
      ['document', 'text/plain; charset=utf-8'],
      ['document', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ];
    for (const [kind, type] of taken) await sendLink(typed(type), kind, 'read');
  });

  it('refuses a file over the limit of its kind, announced or not, and an empty one', async () => {
    const announced: RequestListener = (_req, res) => {
      res.writeHead(200, { 'content-type': 'image/png', 'content-length': 5 * MiB + 1 });
      res.write('x');
    };
    const unannounced: RequestListener = (_req, res) => {
      res.writeHead(200, { 'content-type': 'image/png' });
      const more = (): void => {
        if (!res.destroyed) res.write(Buffer.alloc(MiB), more);
      };
      more();
    };
    for (const listener of [announced, unannounced]) {
      expect(await detailsOf(listener)).to.equal('Media file size too big. Max file size we currently support: 5 MB.');
    }
    const exactly: RequestListener = (_req, res) =>
      res.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(5 * MiB));
    await sendLink(exactly, 'image', 'read');
    const empty: RequestListener = (_req, res) => res.writeHead(200, { 'content-type': 'image/png' }).end();
    expect(await detailsOf(empty)).to.equal('Media file is empty.');
  });

  it('closes while a link hangs', async () => {
    const link = await serve(() => undefined);
    await sendUntil(at, mediaMessage('+14155550123', 'image', { link }), 'accepted');
    await at.close();
  });
});
