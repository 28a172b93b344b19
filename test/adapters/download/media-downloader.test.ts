import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Found } from '../../../src/domain/ports/media-downloader.js';
import { authority, certificate, expiredCertificate, key } from '../../kit/outgoing-guard/certificates.js';
import { type ManualTimer, manualTimer } from '../../kit/time/manual-timer.js';
import { atRest } from '../../support/at-rest.js';
import { until } from '../../support/until.js';
import { account, downloaderFor, keepAll, type Kept, makeOrigins, type Outcome, wordOf } from './origin.js';

const origins = makeOrigins();
const listening = (): AbortSignal => new AbortController().signal;

/** Downloads from the first port; redirects may lead to all of them. */
const fetchFrom = (ports: number | readonly number[], path = '/file.png'): Promise<Outcome> => {
  const all = [ports].flat();
  const url = `http://127.0.0.1:${all[0]}${path}`;
  return downloaderFor(all).download({ account: account(1), url, signal: listening() }, keepAll)();
};

const serve = (listener: RequestListener): Promise<number> => origins.start(createServer(listener));

/** Writes these bytes as the whole answer, then closes the connection. */
const answering = (text: string): Promise<number> => origins.startRaw((socket) => socket.end(text, 'latin1'));

const head = (...lines: string[]): string => ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n');

describe('Downloading a media_url', () => {
  afterEach(origins.stop);

  it('hands over the bytes and what is known of the file', async () => {
    const port = await serve((_, response) => {
      response.setHeader('content-type', 'image/png');
      response.setHeader('content-disposition', 'attachment; filename="holiday.png"');
      response.end('bytes');
    });
    expect(await fetchFrom(port, '/a/my%20photo.png?size=1#top')).to.deep.equal(
      E.right({
        pathName: 'my photo.png',
        dispositionName: 'holiday.png',
        askedName: 'my photo.png',
        contentType: 'image/png',
        text: 'bytes',
      }),
    );
  });

  it('says of itself no more than that', async () => {
    const heads: string[] = [];
    const port = await origins.startRaw((socket, request) => {
      heads.push(request);
      socket.end(head('Content-Length: 0'));
    });
    await fetchFrom(port, '/x?y=z#fragment');
    expect(heads.join().split('\r\n').filter(Boolean).sort()).to.deep.equal([
      'GET /x?y=z HTTP/1.1',
      'accept-encoding: identity',
      'accept: */*',
      'connection: close',
      `host: 127.0.0.1:${port}`,
      'user-agent: Postcard',
    ]);
  });

  const names: readonly (readonly [string, string])[] = [
    ['/a.png', 'a.png'],
    ['/a/b/c.tar.gz', 'c.tar.gz'],
    ['/', ''],
    ['/a/', ''],
    ['/%C3%BC.png', 'ü.png'],
    ['/ü.png', 'ü.png'],
    ['/%zz.png', '%zz.png'],
    ['/%ff.png', 'ÿ.png'],
    ['/M%E4rz%zz.png', 'März%zz.png'],
    ['/a%2Fb.png', 'a/b.png'],
    ['/..%2f..%2fetc', '../../etc'],
    ['/a.png;v=1', 'a.png;v=1'],
  ];
  for (const [path, expected] of names) {
    it(`names what lies at ${path} ${JSON.stringify(expected)}`, async () => {
      const outcome = await fetchFrom(await answering(head('Content-Length: 0')), path);
      expect(outcome).to.have.nested.property('right.pathName', expected);
    });
  }

  const dispositions: readonly (readonly [string, string | null])[] = [
    ['attachment; filename=a.png', 'a.png'],
    ['inline; filename="a \\"b\\".png"', 'a "b".png'],
    ["attachment; filename=x.png; filename*=UTF-8''%C3%BC.png", 'ü.png'],
    ["attachment; filename*=ISO-8859-1''%FC.png", 'ü.png'],
    ['attachment; filename="\u00c3\u00bc.png"', 'ü.png'],
    ['attachment; filename="\u00fc.png"', 'ü.png'],
    ['attachment', null],
    ['attachment; filename=""', null],
    ['; filename=a.png', 'a.png'],
    ['attachment; filename="a.png', 'a.png'],
    ['attachment; filename="invoice.pdf";', 'invoice.pdf'],
    ['attachment; filename=my invoice 1.pdf', 'my invoice 1.pdf'],
    ['attachment; filename*="UTF-8\'\'M%C3%A4rz.pdf"', 'März.pdf'],
    ['attachment; filename="=?UTF-8?B?TcOkcnoucGRm?="', 'März.pdf'],
    ['attachment;filename=M%C3%A4rz.pdf', 'März.pdf'],
    ['attachment; filename="100%25 off; x.pdf"', '100%25 off; x.pdf'],
    ['filename="a.png"', 'a.png'],
    ['attachment filename=a.png', null],
    [`attachment; filename="${'a'.repeat(10_000)}.png"`, `${'a'.repeat(10_000)}.png`],
    ['attachment; filename=a.png; filename=b.png', 'a.png'],
    ['attachment; __proto__=x', null],
  ];
  for (const [value, expected] of dispositions) {
    it(`reads ${value.slice(0, 60)} as ${JSON.stringify(expected?.slice(0, 20) ?? null)}`, async () => {
      const port = await answering(head('Content-Length: 0', `Content-Disposition: ${value}`));
      expect(await fetchFrom(port)).to.have.nested.property('right.dispositionName', expected);
    });
  }

  describe('that cannot be reached is unreachable', () => {
    const targets = [
      'http://127.0.0.1/',
      'http://localhost/',
      'http://[::ffff:127.0.0.1]/',
      'http://example.com:25/',
      'http://user:secret@example.com/',
      'ftp://example.com/',
      'nonsense',
      `http://example.com/${'a'.repeat(3_000)}`,
      'http://unresolvable.example.com/',
    ];
    for (const url of targets) {
      it(`at ${url.slice(0, 40)}`, async () => {
        const guard = { resolve: async () => Promise.reject(new Error('ENOTFOUND')) };
        const outcome = await downloaderFor([], {}, guard).download(
          { account: account(1), url, signal: listening() },
          keepAll,
        )();
        expect(wordOf(outcome)).to.equal('unreachable');
        expect(outcome).to.have.nested.property('left.cause');
      });
    }

    it('where nobody listens', async () => {
      const port = await answering('');
      await origins.stop();
      expect(wordOf(await fetchFrom(port))).to.equal('unreachable');
    });

    it('where the certificate is bad, and it is taken where it is good', async () => {
      const listener: RequestListener = (_, response) => response.end('secret');
      for (const [cert, word] of [
        [certificate, 'kept secret'],
        [expiredCertificate, 'unreachable'],
      ] as const) {
        const port = await origins.start(createTlsServer({ cert, key }, listener));
        const download = downloaderFor([port], {}, { certificateAuthorities: [authority] }).download;
        const request = { account: account(1), url: `https://127.0.0.1:${port}/`, signal: listening() };
        expect(wordOf(await download(request, keepAll)())).to.equal(word);
      }
    });
  });

  describe('with another status than 200 is http_status', () => {
    for (const status of [201, 202, 203, 204, 206, 300, 304, 305, 400, 401, 403, 404, 410, 416, 429, 500, 503, 999]) {
      it(`as with ${status}`, async () => {
        const port = await answering(`HTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n`);
        expect(wordOf(await fetchFrom(port))).to.equal('http_status');
      });
    }

    it('as with a redirect to nowhere or to two places', async () => {
      for (const lines of ['', 'Location: /a\r\nLocation: /b\r\n']) {
        const port = await answering(`HTTP/1.1 302 Found\r\n${lines}Content-Length: 0\r\n\r\n`);
        expect(wordOf(await fetchFrom(port))).to.equal('http_status');
      }
    });

    it('even if the error page never ends', async () => {
      const port = await origins.startRaw((socket) => {
        socket.write('HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsorry\r\n');
      });
      expect(wordOf(await fetchFrom(port))).to.equal('http_status');
    });
  });

  describe('that redirects', () => {
    /** Redirects /3 to /2 to /1 to /0, which is the file. */
    const countdown = (status: number): Promise<number> =>
      serve((request, response) => {
        const left = Number(request.url?.slice(1));
        if (left === 0) response.end('file');
        else response.writeHead(status, { location: `/${left - 1}` }).end('moved');
      });

    for (const status of [301, 302, 303, 307, 308]) {
      it(`is followed three times, with ${status}`, async () => {
        const port = await countdown(status);
        expect(wordOf(await fetchFrom(port, '/3'))).to.equal('kept file');
        const found = await fetchFrom(port, '/3');
        expect(found).to.have.nested.property('right.pathName', '0');
        expect(found).to.have.nested.property('right.askedName', '3');
      });
    }

    it('a fourth time, or in a circle, is too_many_redirects', async () => {
      expect(wordOf(await fetchFrom(await countdown(302), '/4'))).to.equal('too_many_redirects');
      let requests = 0;
      const circle = await serve((_, response) => {
        requests += 1;
        response.writeHead(302, { location: '' }).end();
      });
      expect(wordOf(await fetchFrom(circle))).to.equal('too_many_redirects');
      expect(requests).to.equal(4);
    });

    const refusedTargets = (port: number): string[] => [
      'http://127.0.0.1/',
      `http://localhost:${port}/`,
      `http://[::1]:${port}/`,
      `http://user@127.0.0.1:${port}/`,
      `http://:x@127.0.0.1:${port}/`,
      'http://169.254.169.254/latest/meta-data/',
      'http://0xa9fea9fe/',
      '//10.0.0.1/',
      'ftp://example.com/',
      'file:///etc/passwd',
      'data:text/plain,hello',
      'javascript:1',
      'gopher://127.0.0.1:70/',
      'http://',
      'http://example.com:22/',
      `/${'a'.repeat(3_000)}`,
    ];
    for (const index of refusedTargets(0).keys()) {
      it(`to ${refusedTargets(0)[index]?.slice(0, 50)} is unreachable`, async () => {
        let target = '';
        let requests = 0;
        const port = await serve((_, response) => {
          requests += 1;
          response.writeHead(302, { location: target }).end();
        });
        target = refusedTargets(port)[index] ?? '';
        expect(wordOf(await fetchFrom(port))).to.equal('unreachable');
        expect(requests).to.equal(1);
      });
    }

    it('from https to http is unreachable, though both are allowed', async () => {
      const plain = await serve((_, response) => response.end('plain'));
      const secure = await origins.start(
        createTlsServer({ cert: certificate, key }, (_, response) => {
          response.writeHead(302, { location: `http://127.0.0.1:${plain}/` }).end();
        }),
      );
      const { download } = downloaderFor([plain, secure], {}, { certificateAuthorities: [authority] });
      const from = (url: string) => download({ account: account(1), url, signal: listening() }, keepAll)();
      expect(wordOf(await from(`https://127.0.0.1:${secure}/`))).to.equal('unreachable');
      expect(wordOf(await from(`http://127.0.0.1:${plain}/`))).to.equal('kept plain');
    });

    it('from http to https is followed', async () => {
      const secure = await origins.start(
        createTlsServer({ cert: certificate, key }, (_, response) => response.end('secure')),
      );
      const plain = await serve((_, response) => {
        response.writeHead(302, { location: `https://127.0.0.1:${secure}/` }).end();
      });
      const { download } = downloaderFor([plain, secure], {}, { certificateAuthorities: [authority] });
      const url = `http://127.0.0.1:${plain}/`;
      expect(wordOf(await download({ account: account(1), url, signal: listening() }, keepAll)())).to.equal(
        'kept secure',
      );
    });

    it('takes nothing along: no cookie, no referer, no fragment', async () => {
      const heads: string[] = [];
      const end = await origins.startRaw((socket, request) => {
        heads.push(request);
        socket.end(head('Content-Length: 0'));
      });
      const start = await serve((_, response) => {
        response.writeHead(302, { location: `http://127.0.0.1:${end}/b#c`, 'set-cookie': 'a=b' }).end();
      });
      await fetchFrom([start, end], '/secret?token=1');
      expect(heads).to.have.length(1);
      expect(heads[0]).to.match(/^GET \/b HTTP/);
      expect(heads[0]).to.not.match(/cookie|referer|secret|token|origin/i);
    });

    it('with a Location in UTF-8 is followed to where it means', async () => {
      const paths: string[] = [];
      const port = await origins.startRaw((socket, request) => {
        paths.push(request.split(' ')[1] ?? '');
        if (paths.length === 1)
          socket.end(Buffer.from('HTTP/1.1 302 F\r\nLocation: /ü.png\r\nContent-Length: 0\r\n\r\n'));
        else socket.end(head('Content-Length: 0'));
      });
      expect(await fetchFrom(port)).to.have.nested.property('right.pathName', 'ü.png');
      expect(paths[1]).to.equal('/%C3%BC.png');
    });

    it('does not wait for the page that comes with the redirect', async () => {
      const port = await origins.startRaw((socket, request) => {
        if (request.startsWith('GET /file.png')) {
          socket.write('HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 1000000\r\n\r\nmoved');
        } else socket.end(head('Content-Length: 4') + 'file');
      });
      expect(wordOf(await fetchFrom(port))).to.equal('kept file');
    });
  });

  describe('that is not whole is incomplete', () => {
    const broken: readonly (readonly [string, string])[] = [
      ['shorter than its Content-Length', head('Content-Length: 10') + 'short'],
      ['without the last chunk', head('Transfer-Encoding: chunked') + '5\r\nhello\r\n'],
      ['cut in the middle of a chunk', head('Transfer-Encoding: chunked') + 'ff\r\nhello'],
      ['with a chunk size that is none', head('Transfer-Encoding: chunked') + 'zz\r\nhello\r\n0\r\n\r\n'],
      ['with two lengths', head('Content-Length: 5', 'Content-Length: 6') + 'hello'],
      ['with a length and chunks', head('Content-Length: 5', 'Transfer-Encoding: chunked') + '0\r\n\r\n'],
      ['with a negative length', head('Content-Length: -1') + 'hello'],
      ['with a length that is none', head('Content-Length: many') + 'hello'],
      ['with a length beyond all numbers', head('Content-Length: 99999999999999999999999') + 'hello'],
      ['closed before the head', ''],
      ['closed within the head', 'HTTP/1.1 200 OK\r\nContent-Le'],
      ['no HTTP at all', 'SSH-2.0-OpenSSH_9.6\r\n'],
      ['HTTP of another age', 'HTTP/7.3 200 OK\r\n\r\nhello'],
      ['a switch of protocols', 'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nhello'],
      ['with a header bomb', head(`X: ${'a'.repeat(20_000)}`, 'Content-Length: 0')],
      [
        'with a bomb of many headers',
        head(...Array.from({ length: 5_000 }, (_, i) => `X-${i}: y`), 'Content-Length: 0'),
      ],
      ['with a bomb of trailers', head('Transfer-Encoding: chunked') + `0\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`],
    ];
    for (const [what, answer] of broken) {
      it(`as one ${what}`, async () => expect(wordOf(await fetchFrom(await answering(answer)))).to.equal('incomplete'));
    }

    it('as one whose connection is reset', async () => {
      const port = await origins.startRaw((socket) => {
        socket.write(head('Content-Length: 10') + 'half', () => setImmediate(() => socket.resetAndDestroy()));
      });
      expect(wordOf(await fetchFrom(port))).to.equal('incomplete');
    });

    it('though the bytes that did come were handed over, and what was made of them does not count', async () => {
      const port = await answering(head('Content-Length: 10') + 'short');
      const made: string[] = [];
      const keep = (found: Found): TE.TaskEither<'unwanted', Kept> =>
        TE.chainFirstIOK((kept: Kept) => () => made.push(kept.text))(keepAll(found));
      for (const wanted of [keep, (found: Found) => TE.chain(() => TE.left('unwanted' as const))(keep(found))]) {
        const url = `http://127.0.0.1:${port}/`;
        const request = { account: account(1), url, signal: listening() };
        expect(wordOf(await downloaderFor([port]).download(request, wanted)())).to.equal('incomplete');
      }
      expect(made).to.deep.equal(['short', 'short']);
    });
  });

  it('never throws, whatever bytes a server sends', async () => {
    let answer = Buffer.alloc(0);
    const port = await origins.startRaw((socket) => socket.end(answer));
    const line = fc.oneof(
      fc.constantFrom('HTTP/1.1 200 OK', 'HTTP/1.1 302 Found', 'Content-Length: 3', 'Transfer-Encoding: chunked'),
      fc.constantFrom('Location: ///', 'Location: http://[', 'Content-Disposition: ;;', 'Connection: upgrade', ''),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), fc.boolean(), async (lines, honest) => {
        answer = Buffer.from([...(honest ? ['HTTP/1.1 200 OK'] : []), ...lines].join('\r\n'));
        expect(await fetchFrom(port, '/')).to.have.property('_tag');
      }),
      { numRuns: 100 },
    );
  });

  describe('that is whole', () => {
    const whole: readonly (readonly [string, string, string])[] = [
      ['with its length', head('Content-Length: 5') + 'hello', 'hello'],
      ['in chunks', head('Transfer-Encoding: chunked') + '2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: v\r\n\r\n', 'hello'],
      ['until the end of the connection', head() + 'hello', 'hello'],
      ['from a server of 1996', 'HTTP/1.0 200 OK\r\n\r\nhello', 'hello'],
      ['and empty', head('Content-Length: 0'), ''],
      ['with more behind its length', head('Content-Length: 5') + 'hello, and more', 'hello'],
      [
        'after informational answers',
        'HTTP/1.1 103 Early\r\nLink: x\r\n\r\n'.repeat(3) + head('Content-Length: 2') + 'ok',
        'ok',
      ],
      ['in the coding called identity', head('Content-Encoding: identity', 'Content-Length: 2') + 'ok', 'ok'],
    ];
    for (const [what, answer, text] of whole) {
      it(`is kept ${what}`, async () =>
        expect(wordOf(await fetchFrom(await answering(answer)))).to.equal(`kept ${text}`));
    }
  });

  describe('in a content coding that nobody asked for', () => {
    const packed = gzipSync(Buffer.alloc(1_000_000)).toString('latin1');
    const length = `Content-Length: ${packed.length}`;
    for (const lines of [
      ['Content-Encoding: aws-chunked', length],
      ['Content-Encoding: gzip', length],
      ['Content-Encoding: GZIP', length],
      ['Content-Encoding: identity, br', length],
      ['Content-Encoding: identity', 'Content-Encoding: deflate', length],
      ['Content-Encoding: unheard-of', length],
    ]) {
      it(`hands over its bytes as they are: ${lines[0]}, ${lines[1]?.slice(0, 25)}`, async () => {
        expect(wordOf(await fetchFrom(await answering(head(...lines) + packed)))).to.equal(`kept ${packed}`);
      });
    }
  });

  describe('in a transfer coding that nobody asked for', () => {
    const packed = gzipSync(Buffer.alloc(1_000_000)).toString('latin1');
    for (const lines of [['Transfer-Encoding: gzip'], ['Transfer-Encoding: deflate', 'Connection: close']]) {
      it(`is not the file, and never inflated: ${lines[0]}`, async () => {
        let handed = 0;
        const port = await answering(head(...lines) + packed);
        const request = { account: account(1), url: `http://127.0.0.1:${port}/`, signal: listening() };
        const outcome = await downloaderFor([port]).download(request, (found) => {
          handed += 1;
          return keepAll(found);
        })();
        expect([wordOf(outcome), handed]).to.deep.equal(['content_mismatch', 0]);
      });
    }
  });

  describe('that takes too long is timeout', () => {
    /** Downloads with a clock that the origin and the reader move; the limits are those of every download. */
    const fetchAt = (
      clock: ManualTimer,
      port: number,
      keep: (found: Found) => TE.TaskEither<'unwanted', Kept> = keepAll,
    ): Promise<string> => {
      const request = { account: account(1), url: `http://127.0.0.1:${port}/0`, signal: listening() };
      return downloaderFor([port], { time: clock }).download(request, keep)().then(wordOf);
    };

    /** Keeps everything, and after each chunk does something once the next one is waited for. */
    const afterEach = (act: () => void) => (found: Found) => {
      async function* bytes(): AsyncGenerator<Uint8Array> {
        for await (const chunk of found.bytes) {
          setImmediate(act);
          yield chunk;
        }
      }
      return keepAll({ ...found, bytes: bytes() });
    };

    /** Calls again and again, a turn of the event loop between, until the connection closes. */
    const whileOpen = async (socket: Socket, act: () => void): Promise<void> => {
      while (!socket.destroyed) {
        act();
        await new Promise(setImmediate);
      }
    };

    it('where no head comes in 10 s', async () => {
      for (const [waited, word] of [
        [9_999, 'kept ok'],
        [10_000, 'timeout'],
      ] as const) {
        const clock = manualTimer();
        const port = await origins.startRaw((socket) => {
          clock.pass(waited);
          if (waited < 10_000) socket.end(head('Content-Length: 2') + 'ok');
        });
        expect(await fetchAt(clock, port)).to.equal(word);
      }
    });

    it('where the head comes drop by drop', async () => {
      const clock = manualTimer();
      const port = await origins.startRaw((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nX: ');
        void whileOpen(socket, () => {
          socket.write('a');
          clock.pass(100);
        });
      });
      expect(await fetchAt(clock, port)).to.equal('timeout');
    });

    it('where informational answers come without end', async () => {
      const clock = manualTimer();
      const port = await origins.startRaw((socket) => {
        void whileOpen(socket, () => {
          socket.write('HTTP/1.1 103 Early\r\nLink: x\r\n\r\n');
          clock.pass(100);
        });
      });
      expect(await fetchAt(clock, port)).to.equal('timeout');
    });

    it('where the body stops for 10 s', async () => {
      for (const [waited, word] of [
        [9_999, 'kept two halves'],
        [10_000, 'timeout'],
      ] as const) {
        const clock = manualTimer();
        let goOn = (): void => undefined;
        const port = await origins.startRaw((socket) => {
          goOn = () => socket.write(' halves');
          socket.write(head('Content-Length: 10') + 'two');
        });
        const wait = (): void => {
          clock.pass(waited);
          if (waited < 10_000) goOn();
        };
        expect(await fetchAt(clock, port, afterEach(wait))).to.equal(word);
      }
    });

    it('where fewer than 1024 bytes a second come', async () => {
      for (const [bytes, word] of [
        [1_020, 'timeout'],
        [1_030, `kept ${'x'.repeat(31 * 1_030)}`],
      ] as const) {
        const clock = manualTimer();
        let goOn = (): void => undefined;
        const port = await origins.startRaw((socket) => {
          goOn = () => socket.write('x'.repeat(bytes));
          socket.write(head(`Content-Length: ${31 * bytes}`) + 'x'.repeat(bytes));
        });
        const second = (): void => {
          clock.pass(1_000);
          goOn();
        };
        expect(await fetchAt(clock, port, afterEach(second))).to.equal(word);
      }
    });

    it('where the body never ends', async () => {
      const clock = manualTimer();
      let goOn = (): void => undefined;
      const port = await origins.startRaw((socket) => {
        goOn = () => socket.write('a'.repeat(10_000));
        socket.write(head('Content-Length: 1000000000'));
        goOn();
      });
      const second = (): void => {
        clock.pass(1_000);
        goOn();
      };
      expect(await fetchAt(clock, port, afterEach(second))).to.equal('timeout');
      expect(clock.now()).to.equal(60_000);
    });

    it('where each hop is quick, but not all of them', async () => {
      for (const [waited, word] of [
        [9_000, 'kept moved'],
        [9_001, 'timeout'],
      ] as const) {
        const clock = manualTimer();
        const port = await serve((request, response) => {
          const hop = Number(request.url?.slice(1));
          clock.pass(waited);
          if (hop < 3) response.writeHead(302, { location: `/${hop + 1}` }).end();
          else response.end('moved');
        });
        const limits = { whole: 4 * 9_000 + 1 };
        const request = { account: account(1), url: `http://127.0.0.1:${port}/0`, signal: listening() };
        expect(wordOf(await downloaderFor([port], { time: clock, limits }).download(request, keepAll)())).to.equal(
          word,
        );
      }
    });

    it('but not where only the reader is slow', async () => {
      const clock = manualTimer();
      let goOn = (): void => undefined;
      const port = await origins.startRaw((socket) => {
        goOn = () => socket.write('x');
        socket.write(head('Content-Length: 4') + 'x');
      });
      const request = { account: account(1), url: `http://127.0.0.1:${port}/`, signal: listening() };
      const slowly = (found: Found): TE.TaskEither<never, number> =>
        TE.fromTask(async () => {
          let chunks = 0;
          for await (const _ of found.bytes) {
            chunks += 1;
            clock.pass(11_000);
            setImmediate(() => {
              clock.pass(1);
              goOn();
            });
          }
          return chunks;
        });
      expect(await downloaderFor([port], { time: clock }).download(request, slowly)()).to.deep.equal(E.right(4));
    });
  });

  describe('ends', () => {
    it('as soon as the caller hangs up: while resolving, before the head, in the body', async () => {
      const stages: readonly (readonly [string, (socket: Socket) => unknown])[] = [
        ['head', () => undefined],
        ['body', (socket) => socket.write(head('Content-Length: 10') + 'half')],
      ];
      for (const [what, answer] of stages) {
        const hangUp = new AbortController();
        const gone = new Promise<void>((resolve, reject) => {
          origins
            .startRaw((socket) => {
              socket.once('close', resolve);
              answer(socket);
              setImmediate(() => hangUp.abort());
            })
            .then(async (port) => {
              const request = { account: account(1), url: `http://127.0.0.1:${port}/`, signal: hangUp.signal };
              expect(wordOf(await downloaderFor([port]).download(request, keepAll)()), what).to.equal('Unavailable');
            })
            .catch(reject);
        });
        await gone;
      }
      const hangUp = new AbortController();
      const guard = { resolve: () => new Promise<string[]>(() => setImmediate(() => hangUp.abort())) };
      const request = { account: account(1), url: 'http://example.com/', signal: hangUp.signal };
      expect(wordOf(await downloaderFor([], {}, guard).download(request, keepAll)())).to.equal('Unavailable');
    });

    it('before it begins where the caller has hung up already', async () => {
      let requests = 0;
      const port = await serve((_, response) => {
        requests += 1;
        response.end();
      });
      const request = { account: account(1), url: `http://127.0.0.1:${port}/`, signal: AbortSignal.abort() };
      expect(wordOf(await downloaderFor([port]).download(request, keepAll)())).to.equal('Unavailable');
      expect(requests).to.equal(0);
    });

    const leaving: readonly (readonly [string, (found: Found) => Promise<E.Either<'unwanted', string>>])[] = [
      [
        'with what was made, where the reader stops early',
        async ({ bytes }) => {
          for await (const chunk of bytes) return E.right(`first ${chunk.length > 0}`);
          return E.right('none');
        },
      ],
      ['with the refusal, where the bytes are not even looked at', async () => E.left('unwanted')],
    ];
    for (const [what, keep] of leaving) {
      it(`${what}, and the connection is torn down`, async () => {
        let close = (): void => undefined;
        const gone = new Promise<void>((resolve) => (close = resolve));
        let written = 0;
        const port = await origins.startRaw((socket) => {
          socket.once('close', close);
          socket.write(head('Content-Length: 1000000000000'));
          const pump = (): void => {
            while (!socket.destroyed && socket.write(Buffer.alloc(65_536))) written += 65_536;
          };
          socket.on('drain', pump);
          pump();
        });
        const request = { account: account(1), url: `http://127.0.0.1:${port}/`, signal: listening() };
        const outcome = await downloaderFor([port]).download(request, (found) => () => keep(found))();
        await gone;
        expect(outcome).to.deep.equal(what.includes('refusal') ? E.left('unwanted') : E.right('first true'));
        expect(written, 'bytes the server could get rid of').to.be.lessThan(20_000_000);
      });
    }

    it('with the defect of whoever keeps the bytes, and gives its place back', async () => {
      const port = await serve((_, response) => response.end('bytes'));
      const { download } = downloaderFor([port], { line: { perKey: 1 } });
      const request = { account: account(1), url: `http://127.0.0.1:${port}/`, signal: listening() };
      const defect = await download(request, () => () => Promise.reject(new Error('defect')))().catch(
        (error: unknown) => error,
      );
      expect(defect).to.be.instanceOf(Error).with.property('message', 'defect');
      expect(wordOf(await download(request, keepAll)())).to.equal('kept bytes');
    });
  });

  it('keeps the server waiting while the reader is slow', async () => {
    let written = 0;
    const port = await origins.startRaw((socket) => {
      socket.write(head('Content-Length: 1000000000000'));
      const pump = (): void => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536))) written += 65_536;
      };
      socket.on('drain', pump);
      pump();
    });
    const request = { account: account(1), url: `http://127.0.0.1:${port}/`, signal: listening() };
    const outcome = await downloaderFor([port]).download(request, (found) => async () => {
      for await (const _ of found.bytes) return E.right(await atRest(() => written));
      return E.right(0);
    })();
    expect(E.isRight(outcome) && outcome.right).to.be.within(1, 20_000_000);
  });

  describe('takes a place', () => {
    /** An origin that answers when told to, and says how many it holds. */
    const holding = async () => {
      const held: Socket[] = [];
      let most = 0;
      const port = await origins.startRaw((socket) => {
        held.push(socket);
        most = Math.max(most, held.length);
      });
      const holds = async (count: number): Promise<void> => {
        await until(`${count} requests`, () => held.length >= count);
        expect(await atRest(() => held.length)).to.equal(count);
      };
      return { port, held, most: () => most, holds, answer: () => held.shift()?.end(head('Content-Length: 2') + 'ok') };
    };

    it('of 4 an account and of 16 in all, and waits for it', async () => {
      const { port, held, most, holds, answer } = await holding();
      const { download } = downloaderFor([port]);
      const words: Promise<string>[] = [];
      const come = (id: number): void => {
        const request = { account: account(id), url: `http://127.0.0.1:${port}/`, signal: listening() };
        words.push(download(request, keepAll)().then(wordOf));
      };
      for (let i = 0; i < 6; i += 1) come(1);
      await holds(4);
      for (let i = 0; i < 5; i += 1) for (const id of [2, 3, 4, 5]) come(id);
      await holds(16);
      for (let left = 26; left > 0; left -= 1) {
        await until('a request', () => held[0]);
        answer();
      }
      expect(new Set(await Promise.all(words))).to.deep.equal(new Set(['kept ok']));
      expect(most()).to.equal(16);
      expect(words).to.have.length(26);
    });

    it('and is unavailable where the line is full or the wait too long', async () => {
      const clock = manualTimer();
      const { port, holds, answer } = await holding();
      const line = { perKey: 1, waiting: 1, maxWait: 5_000 };
      const { download } = downloaderFor([port], { time: clock, line });
      const come = (id: number): Promise<string> => {
        const request = { account: account(id), url: `http://127.0.0.1:${port}/`, signal: listening() };
        return download(request, keepAll)().then(wordOf);
      };
      const first = come(1);
      await holds(1);
      const second = come(1);
      expect(await come(1), 'the line is full').to.equal('Unavailable');
      const other = come(2);
      await holds(2);
      clock.pass(5_000);
      expect(await second, 'the wait is over').to.equal('Unavailable');
      answer();
      answer();
      expect(await Promise.all([first, other])).to.deep.equal(['kept ok', 'kept ok']);
    });

    it('and gives it up under 64 KiB/s after 5 s, while another account waits', async () => {
      const clock = manualTimer();
      const { port, held, holds, answer } = await holding();
      const { download } = downloaderFor([port], { time: clock });
      const come = (id: number): Promise<string> => {
        const request = { account: account(id), url: `http://127.0.0.1:${port}/`, signal: listening() };
        return download(request, keepAll)().then(wordOf);
      };
      const slow = [1, 2, 3, 4].flatMap((id) => Array.from({ length: 4 }, () => come(id)));
      await holds(16);
      clock.pass(4_999);
      const other = come(5);
      await holds(16);
      // Who waits is looked at each half second.
      clock.pass(500);
      expect(await Promise.race(slow)).to.equal('timeout');
      await holds(17);
      clock.pass(1_000);
      expect(await atRest(() => held.length), 'nobody waits any more').to.equal(17);
      for (let left = 17; left > 0; left -= 1) answer();
      expect(await other).to.equal('kept ok');
      const words = await Promise.all(slow);
      expect(words.filter((word) => word === 'timeout')).to.have.length(1);
      expect(words.filter((word) => word === 'kept ok')).to.have.length(15);
      expect(clock.pending()).to.equal(0);
    });

    it('and keeps it, however slow, where only its own account waits', async () => {
      const clock = manualTimer();
      const { port, holds, answer } = await holding();
      const { download } = downloaderFor([port], { time: clock });
      const words = Array.from({ length: 5 }, () => {
        const request = { account: account(1), url: `http://127.0.0.1:${port}/`, signal: listening() };
        return download(request, keepAll)().then(wordOf);
      });
      await holds(4);
      clock.pass(9_000);
      await holds(4);
      for (let left = 4; left > 0; left -= 1) answer();
      await holds(1);
      answer();
      expect(new Set(await Promise.all(words))).to.deep.equal(new Set(['kept ok']));
    });

    it('and leaves the line at once where the caller hangs up', async () => {
      const clock = manualTimer();
      const { port, most, holds, answer } = await holding();
      const { download } = downloaderFor([port], { time: clock, line: { perKey: 1 } });
      const hangUp = new AbortController();
      const come = (signal: AbortSignal): Promise<string> =>
        download({ account: account(1), url: `http://127.0.0.1:${port}/`, signal }, keepAll)().then(wordOf);
      const first = come(listening());
      await holds(1);
      const waiting = come(hangUp.signal);
      hangUp.abort();
      expect(await waiting).to.equal('Unavailable');
      answer();
      expect(await first).to.equal('kept ok');
      expect(most()).to.equal(1);
      expect(clock.pending()).to.equal(0);
    });
  });
});
