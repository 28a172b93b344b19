import { type Socket } from 'node:net';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { type MediaRefused, type Unavailable } from '../../../src/domain/model/errors.js';
import {
  answerOf,
  bodiesOf,
  closings,
  type ClosingServer,
  type Cut,
  framings,
  startClosingServer,
} from '../../support/closes/closing-server.js';
import { turns } from '../../support/turns.js';
import { collect, type Reader, readers } from '../../support/closes/readers.js';
import { openFiles } from '../../support/open-files.js';
import { until } from '../../support/until.js';
import { account, downloaderFor, keepAll, makeOrigins, wordOf } from './origin.js';

const DOWNLOADS = 2_000;
const AT_ONCE = 16;
const ACCOUNTS = 4;

const body = Buffer.alloc(90_000, 'a');
const answers = framings.map((framing) => answerOf(framing, body));

/** Each way of closing, at one of ten places, whole answers among them; the reader's pace changes with it. */
const cutOf = (n: number): Cut => {
  const answer = answers[n % answers.length] as (typeof answers)[number];
  const closing = closings[Math.floor(n / 3) % closings.length] ?? 'end';
  const at = Math.round((answer.bytes.length * ((Math.floor(n / 9) % 10) + 1)) / 10);
  return { answer, at, closing };
};
const readerOf = (n: number) => Object.values(readers)[Math.floor(n / 90) % 3] as Reader;

const isLinux = process.platform === 'linux';

const reasonOf = (failure: MediaRefused | Unavailable): string =>
  failure._tag === 'MediaRefused' ? failure.reason : failure._tag;

describe('Two thousand downloads from servers that close, some of whose callers hang up', () => {
  const origins = makeOrigins();
  let server: ClosingServer;
  before(async () => (server = await startClosingServer()));
  after(async () => {
    await origins.stop();
    await server.stop();
  });

  it('leave no file open and give every place back', async () => {
    const held: Socket[] = [];
    const holding = await origins.startRaw((socket) => held.push(socket));
    const { download } = downloaderFor([server.port, holding]);

    const one = async (n: number, id: number): Promise<void> => {
      // Requests overtake each other: the path says which of them this is.
      server.next((head) => cutOf(Number(/GET \/(\d+) /.exec(head)?.[1])));
      const url = new URL(`/${n}`, server.url).href;
      const hangUp = new AbortController();
      const hangsUp = n % 7 === 0;
      const outcome = await download({ account: account(id), url, signal: hangUp.signal }, ({ bytes }) => async () => {
        if (hangsUp) setImmediate(() => hangUp.abort());
        const read = await collect(readerOf(n)(bytes, turns(20)));
        return E.right(read.length);
      })();
      const expected: (number | string)[] = bodiesOf(cutOf(n)).map((read) =>
        read === 'broken' ? 'incomplete' : read.length,
      );
      if (hangsUp) expected.push('Unavailable');
      expect(expected, `download ${n}`).to.include(E.isRight(outcome) ? outcome.right : reasonOf(outcome.left));
    };
    await one(0, 1);
    const before = isLinux ? openFiles() : 0;
    let begun = 0;
    const work = async (id: number): Promise<void> => {
      while (begun < DOWNLOADS) await one(begun++, id);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => work(1 + (i % ACCOUNTS))));
    if (isLinux) await until('the files to be closed', () => (openFiles() <= before ? true : undefined));

    const url = `http://127.0.0.1:${holding}/`;
    const last = Array.from({ length: AT_ONCE }, (_, i) =>
      download({ account: account(1 + (i % ACCOUNTS)), url, signal: new AbortController().signal }, keepAll)().then(
        wordOf,
      ),
    );
    await until('all places to be taken', () => (held.length === AT_ONCE ? true : undefined));
    for (const socket of held) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    expect(new Set(await Promise.all(last))).to.deep.equal(new Set(['kept ok']));
  });
});
