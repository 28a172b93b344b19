import { expect } from 'chai';
import { startPace } from '../../../src/adapters/download/pace.js';
import { manualTimer } from '../../kit/time/manual-timer.js';

describe('The pace of a download', () => {
  it('counts the bytes, and the time that the other side takes, not that of the reader', () => {
    const clock = manualTimer();
    const pace = startPace(clock.now);
    clock.pass(100);
    expect(pace.waited()).to.equal(100);
    pace.add(5);
    pace.pause();
    clock.pass(1_000);
    pace.pause();
    pace.resume();
    clock.pass(10);
    pace.resume();
    pace.add(7);
    expect([pace.waited(), pace.received()]).to.deep.equal([110, 12]);
  });
});
