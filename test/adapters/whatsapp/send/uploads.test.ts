import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { DAY } from '../../../../src/domain/model/time.js';
import { manualTimer } from '../../../kit/time/manual-timer.js';
import { skippingTime } from '../../../kit/time/skipping-time.js';
import { settled } from '../../../support/at-rest.js';
import {
  accept,
  client,
  closeAll,
  expectAccepted,
  expectNotSent,
  expectUnknown,
  graph,
  graphError,
  type GraphExchange,
  json,
  media,
  memoryHandles,
  NOW,
  order,
  patientBudget,
  PHONE_NUMBER_ID,
  type SeenRequest,
  unknownMedia,
} from '../support.js';
import { until } from '../../../support/until.js';

afterEach(closeAll);

const isUpload = ({ path }: SeenRequest): boolean => path.endsWith('/media');
const uploadsOf = (requests: readonly SeenRequest[]): SeenRequest[] => requests.filter(isUpload);
const messagesOf = (requests: readonly SeenRequest[]): SeenRequest[] => requests.filter((seen) => !isUpload(seen));
const idsOf = (requests: readonly SeenRequest[]): unknown[] =>
  messagesOf(requests).map(({ body }) => (JSON.parse(String(body)) as { image: { id: string } }).image.id);

/** A Graph API that gives each upload an id of its own and accepts each message, but for what the test says. */
const uploading = (
  special: (exchange: GraphExchange, nth: number) => boolean | Promise<boolean> = () => false,
  options: { early?: boolean } = {},
): ReturnType<typeof graph> => {
  let uploads = 0;
  let messages = 0;
  return graph(async (exchange) => {
    const upload = isUpload(exchange.seen);
    const nth = upload ? (uploads += 1) : (messages += 1);
    if (await special(exchange, nth)) return;
    if (upload) json(exchange.res, 200, { id: `id-${nth}` });
    else accept(exchange.res);
  }, options);
};

const upload = { mode: 'upload' } as const;

describe('uploading a file to WhatsApp', () => {
  it('is a form with product, type and file, its length told exactly', async () => {
    const server = await uploading();
    const file = media('\r\n--not the end\r\n', { type: 'audio/ogg; codecs=opus' });
    expectAccepted(await client(server.url, upload).send(order({ mediaType: 'image', media: file })));
    const [form] = server.requests;
    expect(form?.path).to.equal(`/v25.0/${PHONE_NUMBER_ID}/media`);
    expect(form?.headers['authorization']).to.equal('Bearer EAAG-marked-secret-token');
    expect(form?.headers['content-length']).to.equal(String(form?.body.length));
    expect(form?.headers).to.not.have.property('transfer-encoding');

    const boundary = /boundary=(\S+)$/.exec(form?.headers['content-type'] ?? '')?.[1] ?? 'none';
    const parts = String(form?.body).split(`--${boundary}`);
    expect(parts).to.have.length(5);
    expect(parts[1]).to.equal('\r\nContent-Disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n');
    expect(parts[2]).to.equal('\r\nContent-Disposition: form-data; name="type"\r\n\r\naudio/ogg; codecs=opus\r\n');
    expect(parts[3]).to.match(/^\r\nContent-Disposition: form-data; name="file"; filename="image\.ogg"\r\n/);
    expect(parts[3]).to.match(/\r\nContent-Type: audio\/ogg; codecs=opus\r\n\r\n\r\n--not the end\r\n\r\n$/);
    expect(parts[4]).to.equal('--\r\n');
    expect(idsOf(server.requests)).to.deep.equal(['id-1']);
  });

  it('happens in link mode too where the link shows another format', async () => {
    const server = await uploading();
    expectAccepted(await client(server.url).send(order({ media: media('x', { mustUpload: true }) })));
    expect(idsOf(server.requests)).to.deep.equal(['id-1']);
  });

  it('does not happen in link mode', async () => {
    const server = await uploading();
    expectAccepted(await client(server.url).send(order()));
    expect(uploadsOf(server.requests)).to.have.length(0);
  });

  it('keeps the id for 25 days, for this file and phone number', async () => {
    const server = await uploading();
    const whatsapp = client(server.url, upload);
    expectAccepted(await whatsapp.send(order()));
    expect([...whatsapp.handles.kept.values()]).to.deep.equal([{ id: 'id-1', goodUntil: NOW + 25 * DAY }]);
    expectAccepted(await whatsapp.send(order()));
    expect(idsOf(server.requests)).to.deep.equal(['id-1', 'id-1']);
    const other = { phoneNumberId: '2', accessToken: 'other' };
    expectAccepted(await whatsapp.send(order({ credentials: other })));
    expect(idsOf(server.requests)).to.deep.equal(['id-1', 'id-1', 'id-2']);
  });

  it('happens once for orders of the same file that come together', async () => {
    const server = await uploading();
    const whatsapp = client(server.url, upload);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => whatsapp.send(order())));
    outcomes.forEach((outcome) => {
      expectAccepted(outcome);
    });
    expect(uploadsOf(server.requests)).to.have.length(1);
    expect(messagesOf(server.requests)).to.have.length(20);
  });

  it('goes on without a store that is down or broken', async () => {
    for (const fault of [
      () => TE.left(unavailable('down')),
      () => () => Promise.reject(new Error('a record that does not decode')),
      () => {
        throw new Error('worse');
      },
    ]) {
      const server = await uploading();
      const handles = { find: fault, keep: fault, forget: fault };
      expectAccepted(await client(server.url, { ...upload, handles }).send(order()));
      expect(idsOf(server.requests)).to.deep.equal(['id-1']);
    }
  });

  it('streams with flat memory, also to a slow reader', async () => {
    const sizeBytes = 64 * 1_048_576;
    const hash = createHash('sha256');
    let pulled = 0;
    let received = 0;
    let furthestAhead = 0;
    const chunk = Buffer.alloc(65_536, 7);
    const server = await uploading(
      async ({ req, res, seen }) => {
        if (!isUpload(seen)) return false;
        for await (const part of req as AsyncIterable<Buffer>) {
          received += part.length;
          furthestAhead = Math.max(furthestAhead, pulled - received);
        }
        json(res, 200, { id: 'big' });
        return true;
      },
      { early: true },
    );
    const file = media('', {
      sizeBytes,
      bytes: async function* () {
        while (pulled < sizeBytes) {
          pulled += chunk.length;
          hash.update(chunk);
          yield chunk;
        }
      },
    });
    expectAccepted(await client(server.url, upload).send(order({ media: file })));
    expect(received).to.be.greaterThan(sizeBytes);
    expect(furthestAhead).to.be.below(16 * 1_048_576);
  });
});

describe('an uploaded file that WhatsApp no longer knows', () => {
  const stale = async (
    special: Parameters<typeof uploading>[0],
  ): Promise<{ server: Awaited<ReturnType<typeof graph>>; whatsapp: ReturnType<typeof client> }> => {
    const server = await uploading(special);
    const whatsapp = client(server.url, upload);
    whatsapp.handles.kept.set(`${PHONE_NUMBER_ID}:${'m'.repeat(43)}`, { id: 'stale', goodUntil: NOW + DAY });
    return { server, whatsapp };
  };

  it('is uploaded again and sent', async () => {
    const { server, whatsapp } = await stale(({ seen, res }) => {
      if (!String(seen.body).includes('"stale"')) return false;
      json(res, 400, unknownMedia);
      return true;
    });
    expectAccepted(await whatsapp.send(order()));
    expect(idsOf(server.requests)).to.deep.equal(['stale', 'id-1']);
    expect([...whatsapp.handles.kept.values()]).to.deep.equal([{ id: 'id-1', goodUntil: NOW + 25 * DAY }]);
  });

  it('is recognised by the sentence of the parameter check too', async () => {
    const details = "Param image['id'] is not a valid whatsapp business account media attachment ID";
    for (const error of [
      graphError(131009, { error_data: { details } }),
      graphError(100, { message: `(#100) ${details}` }),
    ]) {
      const { server, whatsapp } = await stale(({ seen, res }) => {
        if (!String(seen.body).includes('"stale"')) return false;
        json(res, 400, error);
        return true;
      });
      expectAccepted(await whatsapp.send(order()));
      expect(idsOf(server.requests)).to.deep.equal(['stale', 'id-1']);
    }
  });

  it('is uploaded again only once', async () => {
    const { server, whatsapp } = await stale(({ seen, res }) => {
      if (isUpload(seen)) return false;
      json(res, 400, unknownMedia);
      return true;
    });
    const failure = expectNotSent(await whatsapp.send(order()), false);
    expect(failure.whatsapp).to.include({ code: 100 });
    expect(idsOf(server.requests)).to.deep.equal(['stale', 'id-1']);
    expect(uploadsOf(server.requests)).to.have.length(1);
  });

  it('is not uploaded again for any other refusal', async () => {
    const { server, whatsapp } = await stale(({ res }) => {
      json(res, 400, graphError(100, { error_subcode: 34 }));
      return true;
    });
    expectNotSent(await whatsapp.send(order()), false);
    expect(server.requests).to.have.length(1);
  });

  it('is not uploaded again right after its upload', async () => {
    const server = await uploading(({ seen, res }) => {
      if (isUpload(seen)) return false;
      json(res, 400, unknownMedia);
      return true;
    });
    const outcome = await client(server.url, upload).send(order());
    expectNotSent(outcome, false);
    // It is not the file, then, but the number.
    expect(outcome).to.deep.include({ subcode: 33 });
    expect(uploadsOf(server.requests)).to.have.length(1);
  });

  it('is uploaded again once for all orders that meet it together', async () => {
    const { server, whatsapp } = await stale(({ seen, res }) => {
      if (!String(seen.body).includes('"stale"')) return false;
      json(res, 400, unknownMedia);
      return true;
    });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => whatsapp.send(order())));
    outcomes.forEach((outcome) => {
      expectAccepted(outcome);
    });
    expect(uploadsOf(server.requests)).to.have.length(1);
    expect([...whatsapp.handles.kept.values()].map(({ id }) => id)).to.deep.equal(['id-1']);
  });

  it('is not uploaded a third time for an order that learns of it late', async () => {
    let release = (): void => undefined;
    const { server, whatsapp } = await stale(({ seen, res }, nth) => {
      if (!String(seen.body).includes('"stale"')) return false;
      const refuse = (): void => {
        json(res, 400, unknownMedia);
      };
      if (nth === 1) release = refuse;
      else refuse();
      return true;
    });
    const late = whatsapp.send(order());
    await until('the first message', () => server.requests.length === 1);
    expectAccepted(await whatsapp.send(order()));
    release();
    expectAccepted(await late);
    expect(uploadsOf(server.requests)).to.have.length(1);
    expect(idsOf(server.requests)).to.deep.equal(['stale', 'stale', 'id-1', 'id-1']);
  });

  it('is not uploaded again by a service that stops', async () => {
    const { server, whatsapp } = await stale(({ res }) => {
      whatsapp.stopping.abort();
      json(res, 400, unknownMedia);
      return true;
    });
    expectNotSent(await whatsapp.send(order()), true);
    expect(server.requests).to.have.length(1);
  });
});

describe('an upload that fails', () => {
  it('is tried again, since nothing can have been sent', async () => {
    const faults: ((exchange: GraphExchange) => unknown)[] = [
      ({ req }) => req.socket.resetAndDestroy(),
      ({ res }) => res.writeHead(502).end('<h1>Bad Gateway</h1>'),
      ({ res }) => res.writeHead(200).end('not json'),
      ({ res }) => {
        json(res, 200, { success: true });
      },
      ({ res }) => {
        json(res, 500, graphError(131016));
      },
      ({ res }) => {
        json(res, 429, graphError(130429));
      },
    ];
    for (const fault of faults) {
      const server = await uploading((exchange, nth) => {
        if (!isUpload(exchange.seen) || nth > 2) return false;
        fault(exchange);
        return true;
      });
      expectAccepted(await client(server.url, upload).send(order()));
      expect(uploadsOf(server.requests), String(fault)).to.have.length(3);
      expect(messagesOf(server.requests)).to.have.length(1);
    }
  });

  it('for good is not sent and may be retried', async () => {
    const server = await uploading(({ res }) => {
      res.writeHead(503, { 'retry-after': '3' }).end();
      return true;
    });
    const time = skippingTime((wait) => wait === 3_000);
    const whatsapp = client(server.url, { ...upload, time, budget: { uploadMs: 10_000 } });
    expectNotSent(await whatsapp.send(order()), true);
    expect(uploadsOf(server.requests)).to.have.length(4);
    expect(messagesOf(server.requests)).to.have.length(0);
    expect(whatsapp.handles.kept.size).to.equal(0);
  });

  it('by a final refusal is not tried again', async () => {
    const server = await uploading(({ res }) => {
      json(res, 400, graphError(131053));
      return true;
    });
    const failure = expectNotSent(await client(server.url, upload).send(order()), false);
    expect(failure.whatsapp).to.include({ code: 131053 });
    expect(server.requests).to.have.length(1);
  });

  it('is refused early, while most of the file is still to come, and the refusal is what counts', async () => {
    let pulled = 0;
    const server = await uploading(
      ({ res }) => {
        json(res, 400, graphError(100));
        return true;
      },
      { early: true },
    );
    const file = media('', {
      sizeBytes: 1_000 * 65_536,
      bytes: async function* () {
        for (let n = 0; n < 1_000; n += 1) {
          pulled += 1;
          await new Promise((resolve) => setImmediate(resolve));
          yield Buffer.alloc(65_536);
        }
      },
    });
    expectNotSent(await client(server.url, upload).send(order({ media: file })), false);
    expect(server.requests).to.have.length(1);
    const then = pulled;
    await settled();
    expect(pulled).to.be.at.most(then + 1);
  });

  it('is answered with an id before the file has left, which is no success', async () => {
    const server = await uploading(
      async ({ req, res, seen }, nth) => {
        if (!isUpload(seen)) return false;
        if (nth > 1) for await (const _chunk of req) continue;
        json(res, 200, { id: nth > 1 ? 'whole' : 'too early' });
        return true;
      },
      { early: true },
    );
    const slow = media('', {
      sizeBytes: 65_536,
      bytes: async function* () {
        yield Buffer.alloc(1);
        await until('the early answer', () => server.requests[0]?.over === true);
        yield Buffer.alloc(65_535);
      },
    });
    const whatsapp = client(server.url, upload);
    expectAccepted(await whatsapp.send(order({ media: slow })));
    expect(uploadsOf(server.requests)).to.have.length(2);
    expect([...whatsapp.handles.kept.values()].map(({ id }) => id)).to.deep.equal(['whole']);
  });

  it('takes no longer than its time, all tries together', async () => {
    const time = manualTimer();
    const server = await uploading(({ res }, nth) => {
      time.pass(nth === 1 ? 50_000 : 9_000);
      if (nth === 1) res.writeHead(503).end();
      return true;
    });
    const whatsapp = client(server.url, { ...upload, time, budget: { uploadMs: 60_000 } });
    const sending = whatsapp.send(order());
    await until('the pause', () => whatsapp.logged.some((line) => line.includes('again')));
    time.pass(1_000);
    const failure = expectNotSent(await sending, true);
    expect(failure.error).to.include('too long');
    expect(uploadsOf(server.requests)).to.have.length(2);
    expect(messagesOf(server.requests)).to.have.length(0);
  });

  it('because its own bytes cannot be read is not sent and may be retried', async () => {
    for (const bytes of [
      async function* () {
        yield Buffer.from('some');
        throw new Error('EIO');
      },
      async function* () {
        yield Buffer.from('too few');
      },
      async function* () {
        for (let n = 0; n < 100; n += 1) yield Buffer.from('too many');
      },
      () => {
        throw new Error('gone');
      },
    ]) {
      const server = await uploading();
      const whatsapp = client(server.url, upload);
      const failure = expectNotSent(await whatsapp.send(order({ media: media('', { sizeBytes: 100, bytes }) })), true);
      expect(failure.error).to.include('could not be read');
      expect(messagesOf(server.requests)).to.have.length(0);
      await until('the broken upload to be cut', () => server.requests.every(({ over }) => over));
    }
  });

  it('because one order lost its bytes is made good by the bytes of another', async () => {
    const server = await uploading();
    const whatsapp = client(server.url, upload);
    const lost = media('', {
      sizeBytes: 9,
      bytes: async function* () {
        yield Buffer.from('the ');
        await until('the upload to begin', () => server.requests.length > 0);
        throw new Error('gone');
      },
    });
    const [first, ...others] = await Promise.all([
      whatsapp.send(order({ media: lost })),
      whatsapp.send(order()),
      whatsapp.send(order()),
    ]);
    expectNotSent(first, true);
    others.forEach((outcome) => {
      expectAccepted(outcome);
    });
    expect(idsOf(server.requests)).to.deep.equal(['id-1', 'id-1']);
  });

  it('fails all who wait for it, each with the same reason, and leaves the way free', async () => {
    let refuse = true;
    const server = await uploading(({ res }) => {
      if (refuse) json(res, 403, graphError(10));
      return refuse;
    });
    const whatsapp = client(server.url, upload);
    const outcomes = await Promise.all([whatsapp.send(order()), whatsapp.send(order())]);
    for (const outcome of outcomes) expect(expectNotSent(outcome, false).whatsapp).to.include({ code: 10 });
    expect(server.requests).to.have.length(1);
    refuse = false;
    expectAccepted(await whatsapp.send(order()));
  });

  it('for an old token does not fail an order with a new one', async () => {
    const server = await uploading(({ seen, res }) => {
      if (seen.headers.authorization !== 'Bearer old') return false;
      json(res, 401, graphError(190));
      return true;
    });
    const whatsapp = client(server.url, upload);
    const withToken = (accessToken: string): ReturnType<typeof whatsapp.send> =>
      whatsapp.send(order({ credentials: { phoneNumberId: PHONE_NUMBER_ID, accessToken } }));
    const [old, fresh] = await Promise.all([withToken('old'), withToken('new')]);
    expectNotSent(old, false);
    expectAccepted(fresh);
  });

  it('never makes the send after it other than it is', async () => {
    const server = await uploading(({ seen, req }) => {
      if (isUpload(seen)) return false;
      req.socket.destroy();
      return true;
    });
    expectUnknown(await client(server.url, upload).send(order()));
    expect(messagesOf(server.requests)).to.have.length(1);
  });
});

describe('the lease of a message', () => {
  const waitsForBeats = async (renew: () => Promise<unknown>, beats: () => number): Promise<void> => {
    const server = await uploading(async ({ seen }) => {
      if (isUpload(seen)) await until('three signs of life', () => beats() >= 3);
      return false;
    });
    const whatsapp = client(server.url, { ...upload, budget: { renewEveryMs: 5 } });
    expectAccepted(await whatsapp.send(order({ renew: () => renew() })));
  };

  it('is renewed while its upload runs', async () => {
    let beats = 0;
    await waitsForBeats(
      async () => (beats += 1),
      () => beats,
    );
  });

  it('is renewed again after a renewal that failed', async () => {
    let beats = 0;
    await waitsForBeats(
      async () => {
        beats += 1;
        return beats % 2 === 0 ? Promise.reject(new Error('down')) : E.left('down');
      },
      () => beats,
    );
  });

  it('is renewed for those too who wait for the upload of another', async () => {
    let beats = 0;
    const server = await uploading(async ({ seen }) => {
      if (isUpload(seen)) await until('signs of life', () => beats >= 2);
      return false;
    });
    const whatsapp = client(server.url, { ...upload, budget: { renewEveryMs: 5 } });
    const waiting = order({ renew: async () => (beats += 1) });
    const outcomes = await Promise.all([whatsapp.send(order()), whatsapp.send(waiting)]);
    outcomes.forEach((outcome) => {
      expectAccepted(outcome);
    });
  });

  it('is not renewed twice at once by a slow store', async () => {
    const time = manualTimer();
    const ends: (() => void)[] = [];
    const begun: number[] = [];
    const beat = async (): Promise<void> => {
      time.pass(patientBudget.renewEveryMs);
      await settled();
      begun.push(ends.length);
    };
    const server = await uploading(async ({ seen }) => {
      if (!isUpload(seen)) return false;
      await beat();
      await beat();
      ends[0]?.();
      await settled();
      await beat();
      return false;
    });
    const renew = () => new Promise<void>((resolve) => ends.push(resolve));
    expectAccepted(await client(server.url, { ...upload, time }).send(order({ renew })));
    expect(begun).to.deep.equal([1, 1, 2]);
  });

  it('is left alone when nothing is uploaded', async () => {
    let beats = 0;
    const server = await uploading();
    const handles = memoryHandles();
    const whatsapp = client(server.url, { handles, budget: { renewEveryMs: 1 } });
    expectAccepted(await whatsapp.send(order({ renew: async () => (beats += 1) })));
    expect(beats).to.equal(0);
  });
});
