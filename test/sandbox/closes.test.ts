import { type Readable } from 'node:stream';
import { expect } from 'chai';
import { type BlobStore, makeBlobStore } from '../../src/sandbox/world/blob-store.js';
import { makeLinkFetcher } from '../../src/sandbox/world/fetch-link.js';
import { silent } from '../../src/sandbox/world/log.js';
import { makeSubscriptions, verifyCallback } from '../../src/sandbox/world/webhooks/subscriptions.js';
import { makeTimers } from '../../src/sandbox/world/timers.js';
import { makeWebhooks } from '../../src/sandbox/world/webhooks/webhooks.js';
import {
  answerOf,
  bodiesOf,
  closings,
  type Cut,
  framings,
  startClosingServer,
} from '../support/closes/closing-server.js';
import { describeEveryClose } from '../support/closes/every-close.js';
import { until } from '../support/until.js';
import { collect, type Reader } from '../support/closes/readers.js';

/** A store that reads at the pace of a reader. */
const pacedBy = (blobs: BlobStore, reader: Reader, closed: Promise<void>): BlobStore => ({
  ...blobs,
  write: (bytes, limit) => blobs.write(reader(bytes, closed), limit),
});

describe('The sandbox bears that a server closes', () => {
  describe('that it fetches a link from', () => {
    let blobs: BlobStore;
    before(async () => (blobs = await makeBlobStore(64 * 1_048_576)));
    after(() => blobs.close());

    describeEveryClose({
      read: async ({ server, cut, reader }) => {
        const { closed } = server.next(cut);
        const links = makeLinkFetcher(pacedBy(blobs, reader, closed));
        const fetched = await links.fetch(new URL(server.url), 'image');
        links.close();
        if ('blob' in fetched) {
          const body = await collect(blobs.read(fetched.blob) as Readable);
          blobs.release(fetched.blob);
          return body;
        }
        if (fetched.refusal === 'Media file is empty.') return Buffer.alloc(0);
        expect(fetched.refusal).to.equal('Downloading media from weblink failed: connection failed');
        return 'broken';
      },
    });
  });

  const everyCut = function* (answer: ReturnType<typeof answerOf>): Generator<Cut> {
    for (const closing of closings) for (let at = 0; at <= answer.bytes.length; at += 1) yield { answer, at, closing };
  };

  it('that it shakes hands with, at every byte', async () => {
    const server = await startClosingServer();
    try {
      for (const framing of framings)
        for (const { at, closing } of everyCut(answerOf(framing, Buffer.alloc(10)))) {
          let cut = { answer: answerOf(framing, Buffer.alloc(0)), at, closing };
          server.next((head) => {
            const challenge = /hub\.challenge=(\d{10})/.exec(head)?.[1] ?? '';
            return (cut = { ...cut, answer: answerOf(framing, Buffer.from(challenge)) });
          });
          const passed = (await verifyCallback(new URL(server.url), 'token')) === undefined;
          const bodies = bodiesOf(cut).map((body) => body !== 'broken' && body.equals(cut.answer.body));
          expect(bodies, `${framing}, ${closing}, cut at ${at}`).to.include(passed);
        }
    } finally {
      await server.stop();
    }
  });

  it('that it calls a webhook of, and calls again until one answer is whole', async () => {
    const server = await startClosingServer();
    const subscriptions = makeSubscriptions({});
    subscriptions.put({ wabaId: '1', callback: server.url, fields: ['messages'] });
    const timers = makeTimers((_milliseconds, run) => {
      const soon = setImmediate(run);
      return () => clearImmediate(soon);
    });
    const webhooks = makeWebhooks({ appSecret: 's', subscriptions, timers, log: silent, retryDelayMs: 1 });
    try {
      const whole = answerOf('length', Buffer.from('ok'));
      let published = 0;
      for (const cut of everyCut(answerOf('chunked', Buffer.from('ok')))) {
        server.next(cut);
        server.next({ answer: whole, at: whole.bytes.length, closing: 'end' });
        webhooks.publish('106540352242922', { field: 'messages', value: {} });
        published += 1;
        await until(`the webhook's delivery: ${cut.closing}, cut at ${cut.at}`, () => webhooks.counts().waiting === 0);
        server.forget();
        expect(webhooks.counts(), `${cut.closing}, cut at ${cut.at}`).to.include({ delivered: published, dropped: 0 });
      }
    } finally {
      webhooks.close();
      await server.stop();
    }
  });
});
