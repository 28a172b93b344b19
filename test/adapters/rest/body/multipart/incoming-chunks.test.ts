import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { incomingChunks } from '../../../../../src/adapters/rest/body/multipart/incoming-chunks.js';
import { breakBody, type Exchange } from '../../../../../src/adapters/rest/exchange/exchange.js';
import { makeBodyRoom } from '../../../../../src/adapters/rest/exchange/body-room.js';
import { makeBudget } from '../../../../../src/kit/budget.js';
import { atRest } from '../../../../support/at-rest.js';

/** A request that brings chunks of this size for as long as they are taken, and how many bytes were taken of it. */
const endless = (size: number) => {
  let taken = 0;
  const request = Object.assign(
    new Readable({
      highWaterMark: 1,
      read() {
        taken += size;
        this.push(Buffer.alloc(size));
      },
    }),
    { complete: false, headers: {}, httpVersionMinor: 1 },
  );
  return { exchange: exchangeOf(request), taken: () => taken };
};

const exchangeOf = (request: Readable): Exchange => ({
  requestId: 'test',
  request: request as unknown as IncomingMessage,
  response: {} as ServerResponse,
  door: {
    clock: { watch: () => undefined, unwatch: () => undefined, stop: () => undefined },
    bodies: makeBudget(Infinity),
    heads: makeBudget(Infinity),
    room: makeBodyRoom(),
  },
  isAccepted: false,
  isStream: false,
  onAccepted: () => undefined,
  startedAt: 0,
  route: 'none',
  needsToken: true,
  broken: null,
  onBroken: null,
});

describe('the chunks of a body', () => {
  it('come as they were sent, and then the end, again and again', async () => {
    const request = Readable.from([Buffer.from('ab'), Buffer.from('c')], { objectMode: false });
    const { next } = incomingChunks(exchangeOf(Object.assign(request, { complete: true, headers: {} })));
    expect(await next()).to.deep.equal(E.right(Buffer.from('ab')));
    expect(await next()).to.deep.equal(E.right(Buffer.from('c')));
    expect(await next()).to.deep.equal(E.right(null));
    expect(await next()).to.deep.equal(E.right(null));
  });

  it('wait on the wire while they are not pulled, and come again when they are', async () => {
    const { exchange, taken } = endless(10_000);
    const { next, stop } = incomingChunks(exchange);
    const before = await atRest(taken);
    expect(before).to.be.within(200_000, 300_000);
    for (let pulled = 0; pulled < 30; pulled += 1) await next();
    const after = await atRest(taken);
    expect(after - before).to.be.within(250_000, 350_000);
    stop();
  });

  it('are few, also where they are of one byte', async () => {
    const { exchange, taken } = endless(1);
    const { stop } = incomingChunks(exchange);
    expect(await atRest(taken)).to.be.below(1_100);
    stop();
  });

  it('end with what broke the body, and what waited is dropped', async () => {
    const { exchange } = endless(10_000);
    const { next } = incomingChunks(exchange);
    await next();
    breakBody(exchange, { _tag: 'TooSlow' });
    expect(await next()).to.deep.equal(E.left({ _tag: 'TooSlow' }));
    expect(await next()).to.deep.equal(E.left({ _tag: 'TooSlow' }));
  });

  it('end for one who waits when they are stopped, and no more is taken', async () => {
    const request = Object.assign(new Readable({ read: () => undefined }), { complete: false, headers: {} });
    const { next, stop } = incomingChunks(exchangeOf(request));
    const waiting = next();
    stop();
    expect(E.isLeft(await waiting)).to.equal(true);
    expect(request.isPaused()).to.equal(true);
    expect(request.listenerCount('data')).to.equal(0);
  });
});
