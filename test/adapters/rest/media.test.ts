import { expect } from 'chai';
import { parse } from 'content-disposition';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { randomBytes } from 'node:crypto';
import { READS_AT_ONCE } from '../../../src/adapters/rest/routes/media/paced-bytes.js';
import { unavailable } from '../../../src/domain/model/errors.js';
import { type ServedType } from '../../../src/domain/model/media/media-rules.js';
import { type MediaStorage } from '../../../src/domain/ports/media-storage.js';
import { turns } from '../../support/turns.js';
import { connectRaw, dropConnections, exchangeRaw } from './support/raw.js';
import { startServer, stopServers, type TestServer } from './support/server.js';

const ID = 'A-_z'.padEnd(43, '0');

/** A storage with one file, which counts what is open. */
const storageOf = (content: Buffer, type: ServedType = 'image/jpeg') => {
  const asked: string[] = [];
  let open = 0;
  const storage: Pick<MediaStorage, 'open'> = {
    open: (id) =>
      TE.rightIO(() => {
        asked.push(id);
        if (id !== ID) return O.none;
        open += 1;
        return O.some({
          type,
          sizeBytes: content.length,
          bytes: async function* (range) {
            const { first, last } = O.getOrElse(() => ({ first: 0, last: content.length - 1 }))(range);
            for (let at = first; at <= last; at += 65_536) yield content.subarray(at, Math.min(at + 65_536, last + 1));
          },
          close: () => {
            open -= 1;
            return Promise.resolve();
          },
        });
      }),
  };
  return { storage, asked, open: () => open };
};

describe('GET /media/{id}/{name}', () => {
  const content = randomBytes(200_000);
  let file: ReturnType<typeof storageOf>;
  let server: TestServer;
  const start = async (type?: ServedType): Promise<void> => {
    file = storageOf(content, type);
    server = await startServer({ mediaStorage: file.storage });
  };
  beforeEach(() => start());
  afterEach(async () => {
    dropConnections();
    await stopServers();
  });
  const get = (headers: Record<string, string> = {}, name = 'holiday.jpg', method = 'GET'): Promise<Response> =>
    fetch(`${server.url}/media/${ID}/${name}`, { headers, method });
  const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

  it('gives the bytes with all that a client needs to know', async () => {
    const response = await get();
    expect((await bytesOf(response)).equals(content)).to.equal(true);
    expect(response.status).to.equal(200);
    const {
      date: _d,
      'x-request-id': _r,
      connection: _c,
      'keep-alive': _k,
      ...headers
    } = Object.fromEntries(response.headers);
    expect(headers).to.deep.equal({
      'content-type': 'image/jpeg',
      'content-length': '200000',
      etag: `"${ID}"`,
      'cache-control': 'public, max-age=86400, immutable',
      'accept-ranges': 'bytes',
      'content-disposition': 'inline; filename="holiday.jpg"',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(file.open()).to.equal(0);
  });

  it('gives HEAD the same headers and no bytes, whatever range it names', async () => {
    const response = await get({ range: 'bytes=0-1' }, 'holiday.jpg', 'HEAD');
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-length')).to.equal('200000');
    expect(await response.text()).to.equal('');
    expect(file.open()).to.equal(0);
  });

  it('keeps the connection', async () => {
    const { port } = server;
    const connection = await connectRaw(port);
    for (const count of [1, 2, 3]) {
      connection.write(`GET /media/${ID}/x.jpg HTTP/1.1\r\nHost: x\r\nRange: bytes=0-9\r\n\r\n`);
      await connection.until((text) => text.split('HTTP/1.1 206').length === count + 1);
    }
  });

  for (const [type, kind] of [
    ['image/png', 'inline'],
    ['video/mp4', 'inline'],
    ['audio/ogg; codecs=opus', 'inline'],
    ['application/pdf', 'attachment'],
    ['text/plain', 'attachment'],
  ] as const)
    it(`shows ${type} as ${kind}`, async () => {
      await start(type);
      const response = await get({}, 'x.bin');
      expect(response.headers.get('content-type')).to.equal(type);
      expect(response.headers.get('content-disposition')).to.match(
        new RegExp(`^${kind}; filename="x\\.bin\\.[a-z0-9]+"$`),
      );
    });

  for (const [type, name, served] of [
    ['text/plain', 'setup.bat', 'setup.bat.txt'],
    ['text/plain', 'setup.txt.', 'setup.txt'],
    ['text/plain', 'setup.txt%20', 'setup.txt'],
    ['text/plain', 'setup.txt%E2%80%8B', 'setup.txt\u200b.txt'],
    ['text/plain', 'list.csv', 'list.csv'],
    ['text/plain', 'LIST.TXT', 'LIST.TXT'],
    ['image/jpeg', 'x.jpeg', 'x.jpeg'],
    ['image/png', 'x.jpg', 'x.jpg.png'],
    ['audio/ogg; codecs=opus', 'voice.ogg', 'voice.ogg'],
    ['audio/ogg; codecs=opus', 'voice', 'voice.opus'],
    ['application/pdf', '%E2%82%AC.exe', '\u20ac.exe.pdf'],
    ['application/pdf', '%C2%85', 'file.pdf'],
  ] as const)
    it(`serves ${name} of ${type} as ${JSON.stringify(served)}`, async () => {
      await start(type);
      const disposition = (await get({}, name)).headers.get('content-disposition') ?? '';
      expect(parse(disposition).parameters['filename']).to.equal(served);
      // What a client without RFC 8187 reads has the same end.
      const plain = / filename="([^"]*)"/.exec(disposition)?.[1] ?? '';
      expect(plain).to.equal(served.replace(/[^\x20-\x7e]/g, '_'));
    });

  for (const [name, disposition] of [
    ['Ferien%20%C3%B6.jpg', `inline; filename="Ferien _.jpg"; filename*=UTF-8''Ferien%20%C3%B6.jpg`],
    ['%E6%97%A5.jpg', `inline; filename="_.jpg"; filename*=UTF-8''%E6%97%A5.jpg`],
    ['a%22b.jpg', 'inline; filename="a\\"b.jpg"'],
    ['a;b=c.jpg', 'inline; filename="a;b=c.jpg"'],
    ['100%25.jpg', 'inline; filename="100%.jpg"'],
    ['%E2%80%AEgpj.exe', 'inline; filename="gpj.exe.jpg"'],
    ['%C2%85', 'inline; filename="file.jpg"'],
    ['a'.repeat(4_096), `inline; filename="${'a'.repeat(251)}.jpg"`],
  ] as const)
    it(`names a file ${name}`, async () => {
      expect((await get({}, name)).headers.get('content-disposition')).to.equal(disposition);
    });

  for (const [range, first, last] of [
    ['bytes=0-0', 0, 0],
    ['bytes=0-1023', 0, 1_023],
    ['Bytes=100-', 100, 199_999],
    ['bytes=-100', 199_900, 199_999],
    ['bytes=-999999', 0, 199_999],
    ['bytes=199999-999999', 199_999, 199_999],
  ] as const)
    it(`gives the part ${range}`, async () => {
      const response = await get({ range });
      expect(response.status).to.equal(206);
      expect(response.headers.get('content-range')).to.equal(`bytes ${first}-${last}/200000`);
      expect(response.headers.get('content-length')).to.equal(String(last - first + 1));
      expect((await bytesOf(response)).equals(content.subarray(first, last + 1))).to.equal(true);
    });

  for (const range of [
    'bytes=0-1,3-4',
    'bytes=5-4',
    'bytes=',
    'bytes=-',
    'bytes=a-b',
    'lines=0-1',
    'bytes 0-1',
    '0-1',
    `bytes=${'0-1,'.repeat(1_000)}0-1`,
  ])
    it(`gives the whole for ${range.slice(0, 30)}`, async () => {
      const response = await get({ range });
      expect(response.status).to.equal(200);
      expect((await bytesOf(response)).length).to.equal(200_000);
    });

  for (const range of ['bytes=200000-', 'bytes=200000-200001', 'bytes=-0', 'bytes=999999999999999-'])
    it(`has nothing at ${range}`, async () => {
      const response = await get({ range });
      expect(response.status).to.equal(416);
      expect(response.headers.get('etag')).to.equal(null);
      expect(response.headers.get('content-range')).to.equal('bytes */200000');
      expect(await response.json()).to.have.nested.property('error.code', 'VALIDATION_ERROR');
      expect(file.open()).to.equal(0);
    });

  it('gives a part only of what the caller has the rest of', async () => {
    const range = 'bytes=0-9';
    expect((await get({ range, 'if-range': `"${ID}"` })).status).to.equal(206);
    expect((await get({ range, 'if-range': `W/"${ID}"` })).status).to.equal(200);
    expect((await get({ range, 'if-range': '"other"' })).status).to.equal(200);
    expect((await get({ range, 'if-range': 'Tue, 24 Nov 2026 20:00:00 GMT' })).status).to.equal(200);
  });

  for (const known of [`"${ID}"`, `W/"${ID}"`, '*', `"other", "${ID}"`])
    it(`gives nothing again to who has ${known}`, async () => {
      const response = await get({ 'if-none-match': known });
      expect(response.status).to.equal(304);
      expect(await response.text()).to.equal('');
      expect(response.headers.get('etag')).to.equal(`"${ID}"`);
      expect(response.headers.get('cache-control')).to.contain('immutable');
      expect(file.open()).to.equal(0);
    });

  it('gives all again to who has something else', async () => {
    expect((await get({ 'if-none-match': `"other", ${ID}` })).status).to.equal(200);
  });

  for (const path of [
    `/media/${ID}`,
    `/media/${ID}/`,
    `/media/${ID}/a/b`,
    `/media/${ID}x/a.jpg`,
    `/media/${ID.slice(1)}/a.jpg`,
    `/media/${ID.slice(1)}./a.jpg`,
    `/media/${ID.slice(3)}%2f/a.jpg`,
    '/media/../../etc/passwd',
    `/media/${ID}/..`,
    `/media/${ID}/.`,
    `/media/${ID}/.htaccess`,
    `/media/${ID}/%2e%2e`,
    `/media/${ID}/..%2f..%2fetc%2fpasswd`,
    `/media/${ID}/a%2fb`,
    `/media/${ID}/a%5cb`,
    `/media/${ID}/a\\b`,
    `/media/${ID}/a%00.jpg`,
    `/media/${ID}/a%0d%0aX-Evil:1`,
    `/media/${ID}/a%ff.jpg`,
    `/media/${ID}/a%.jpg`,
    '/media/%/a.jpg',
    '/media/%00/a.jpg',
    '/media/__proto__/a.jpg',
    `/media/${ID}/${'a'.repeat(4_093)}.jpg`,
    `/media/${ID}/${'%61'.repeat(1_365)}ab`,
    `/media/${ID}/${'%CC%81'.repeat(2_600)}`,
  ])
    it(`knows nothing at ${path.slice(0, 80)}, and does not look`, async () => {
      const answer = await exchangeRaw(server.port, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      expect(answer.status).to.equal(404);
      expect(JSON.parse(answer.body)).to.have.nested.property('error.code', 'NOT_FOUND');
      expect(file.asked).to.deep.equal([]);
    });

  it('knows no other id', async () => {
    const response = await fetch(`${server.url}/media/${'b'.repeat(43)}/a.jpg`);
    expect(response.status).to.equal(404);
    expect(file.asked).to.have.length(1);
  });

  it('says when the store is down', async () => {
    const { url } = await startServer({ mediaStorage: { open: () => TE.left(unavailable('EIO')) } });
    const response = await fetch(`${url}/media/${ID}/a.jpg`);
    expect(response.status).to.equal(503);
    expect(response.headers.get('retry-after')).to.equal('5');
  });

  it('knows no file that is damaged, and reports it', async () => {
    const damaged: string[] = [];
    const cause = new Error('/data/media/x: is missing');
    const { url, logLines } = await startServer({
      mediaStorage: { open: () => TE.left({ _tag: 'DamagedFile', what: 'file x', cause }) },
      onDamaged: ({ what }) => void damaged.push(what),
    });
    const response = await fetch(`${url}/media/${ID}/a.jpg`);
    expect(response.status).to.equal(404);
    expect(await response.json()).to.have.nested.property('error.code', 'NOT_FOUND');
    expect(damaged).to.deep.equal(['file x']);
    expect(logLines.join('')).not.to.contain('is missing');
  });

  it('logs no more lines than it may while the store is down', async () => {
    let allowed = 2;
    const { url, logLines } = await startServer({
      mediaStorage: { open: () => TE.left(unavailable('EIO')) },
      refusals: { allow: () => allowed-- > 0, stop: () => undefined },
    });
    for (let asked = 0; asked < 4; asked += 1) expect((await fetch(`${url}/media/${ID}/a.jpg`)).status).to.equal(503);
    expect(logLines.filter((line) => line.includes('EIO'))).to.have.length.within(1, 2);
  });

  it('reads a bounded number of pieces at once, for all downloads together', async () => {
    let [reading, most] = [0, 0];
    const piece = Buffer.alloc(1_000, 'x');
    const read = async (): Promise<Buffer> => {
      reading += 1;
      most = Math.max(most, reading);
      await turns(100);
      reading -= 1;
      return piece;
    };
    const bytes = async function* () {
      for (let count = 0; count < 5; count += 1) yield await read();
    };
    const { url } = await startServer({
      mediaStorage: {
        open: () =>
          TE.rightIO(() =>
            O.some({ type: 'image/jpeg' as const, sizeBytes: 5_000, bytes, close: () => Promise.resolve() }),
          ),
      },
    });
    const answers = await Promise.all(
      Array.from({ length: 100 }, async () => (await fetch(`${url}/media/${ID}/a.jpg`)).arrayBuffer()),
    );
    expect(answers.every(({ byteLength }) => byteLength === 5_000)).to.equal(true);
    expect(most).to.equal(READS_AT_ONCE);
  });

  it('breaks off where the store fails in the middle, and lets go of the file', async () => {
    let closed = 0;
    const { port, logLines } = await startServer({
      mediaStorage: {
        open: () =>
          TE.right(
            O.some({
              type: 'image/jpeg',
              sizeBytes: 100,
              bytes: async function* () {
                yield Buffer.alloc(10);
                throw new TypeError('EIO of the disk');
              },
              close: () => {
                closed += 1;
                return Promise.resolve();
              },
            }),
          ),
      },
    });
    const connection = await connectRaw(port);
    connection.write(`GET /media/${ID}/a.jpg HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect((await connection.closed()).length).to.be.lessThan(1_000);
    expect(closed).to.equal(1);
    expect(logLines.join('')).to.contain('EIO of the disk');
  });

  for (const [who, writes] of [
    ['takes nothing of a large file', false],
    ['takes nothing of a large file while writing on', true],
  ] as const)
    it(`cuts off who ${who}, having read little of it ahead`, async () => {
      let read = 0;
      let close = (): void => undefined;
      const closed = new Promise<void>((resolve) => (close = resolve));
      const { port } = await startServer({
        limits: { idleWriteTime: 200 },
        mediaStorage: {
          open: () =>
            TE.right(
              O.some({
                type: 'video/mp4',
                sizeBytes: 1_000_000_000,
                bytes: async function* () {
                  for (;;) {
                    read += 65_536;
                    yield Buffer.alloc(65_536);
                  }
                },
                close: () => {
                  close();
                  return Promise.resolve();
                },
              }),
            ),
        },
      });
      const connection = await connectRaw(port);
      connection.socket.pause();
      connection.write(`GET /media/${ID}/a.mp4 HTTP/1.1\r\nHost: x\r\n\r\n`);
      const writing = writes ? setInterval(() => connection.write('\r\n'), 50) : undefined;
      await closed;
      clearInterval(writing);
      expect(read).to.be.lessThan(50_000_000);
    });
});
