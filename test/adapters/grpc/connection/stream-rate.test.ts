import { expect } from 'chai';
import { makeStreamRate } from '../../../../src/adapters/grpc/connection/stream-rate.js';
import { type Reason } from '../../../../src/adapters/grpc/connection/valve.js';
import { manualTimer } from '../../../kit/time/manual-timer.js';

const stage = () => {
  const time = manualTimer();
  let stopped = false;
  const valve = {
    stop: (reason: Reason) => (stopped = reason === 'streams'),
    start: () => (stopped = false),
  };
  const rate = makeStreamRate({ streamBurst: 3, streamsPerSecond: 10 }, valve, time);
  return { time, rate, isStopped: () => stopped };
};

describe('the streams that a connection begins', () => {
  it('are as many at once as the burst, then the connection waits until its debt is paid', () => {
    const { rate, time, isStopped } = stage();
    for (let n = 0; n < 3; n += 1) rate.begun();
    expect(isStopped()).to.equal(false);
    for (let n = 0; n < 20; n += 1) rate.begun();
    expect(isStopped()).to.equal(true);
    time.pass(1_990);
    expect(isStopped()).to.equal(true);
    time.pass(30);
    expect(isStopped()).to.equal(false);
  });

  it('do not wait where they come slowly enough', () => {
    const { rate, time, isStopped } = stage();
    for (let n = 0; n < 100; n += 1) {
      rate.begun();
      time.pass(100);
      expect(isStopped()).to.equal(false);
    }
  });

  it('leave no timer behind', () => {
    const { rate, time } = stage();
    for (let n = 0; n < 9; n += 1) rate.begun();
    rate.close();
    expect(time.pending()).to.equal(0);
  });
});
