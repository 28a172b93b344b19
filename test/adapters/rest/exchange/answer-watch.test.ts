import { expect } from 'chai';
import { EventEmitter } from 'node:events';
import { makeAnswerWatch } from '../../../../src/adapters/rest/exchange/answer-watch.js';
import { type Exchange } from '../../../../src/adapters/rest/exchange/exchange.js';
import { httpLimits } from '../../../../src/adapters/rest/exchange/http-limits.js';
import { SECOND } from '../../../../src/domain/model/time.js';
import { makeBudget } from '../../../../src/kit/budget.js';
import { manualTimer } from '../../../kit/time/manual-timer.js';

/** An answer of which so many bytes wait for a caller who does not read. */
const unread = (waiting: number, isStream: boolean) => {
  let isCut = false;
  const socket = {
    bytesWritten: 1_000_000,
    writableLength: waiting,
    resetAndDestroy: () => {
      isCut = true;
    },
  };
  const exchange = { request: { socket }, response: new EventEmitter(), isStream } as unknown as Exchange;
  return { exchange, isCut: () => isCut };
};

const watching = (most: number) => {
  const time = manualTimer();
  const watch = makeAnswerWatch(httpLimits, makeBudget(most), time, { add: (piece) => piece() });
  return { ...watch, passSeconds: (count: number) => Array.from({ length: count }, () => time.pass(SECOND)) };
};

describe('the watch over answers that are not read', () => {
  it('cuts one off after 30 s without a byte, but not a stream of events, which has its own bound', () => {
    const { watch, passSeconds } = watching(1_000_000);
    const [download, stream] = [unread(10_000, false), unread(10_000, true)];
    watch(download.exchange);
    watch(stream.exchange);
    passSeconds(40);
    expect([download.isCut(), stream.isCut()]).to.deep.equal([true, false]);
    passSeconds(4_000);
    expect(stream.isCut()).to.equal(false);
  });

  it('counts what waits on streams in the bound over all: the one that has waited longest is cut off', () => {
    const { watch, passSeconds } = watching(15_000);
    const streams = [unread(10_000, true), unread(10_000, true)];
    streams.forEach(({ exchange }) => watch(exchange));
    passSeconds(3);
    expect(streams.map(({ isCut }) => isCut())).to.deep.equal([true, false]);
  });
});
