import { expect } from 'chai';
import { growthOf, watchFlood } from '../../../src/kit/process/collect-early.js';

const stage = () => {
  let moment = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const set: boolean[] = [];
  const flood = watchFlood(
    {
      now: () => moment,
      timer: (milliseconds, run) => {
        const entry = { at: moment + milliseconds, run };
        timers.push(entry);
        return () => (timers = timers.filter((other) => other !== entry));
      },
    },
    (flooded) => set.push(flooded),
  );
  return {
    set,
    second: (calls: number) => {
      for (let call = 0; call < calls; call += 1) flood.called();
      moment += 1_000;
      const due = timers.filter(({ at }) => at <= moment);
      timers = timers.filter(({ at }) => at > moment);
      due.forEach(({ run }) => run());
    },
  };
};

describe('the growth of the heap', () => {
  it('is twofold while it is small, bounded in bytes where it is large, and least in a flood', () => {
    const megabyte = 1_024 * 1_024;
    expect([1, 16, 32, 64, 128, 1_000].map((used) => growthOf(used * megabyte, false))).to.deep.equal([
      100, 100, 100, 50, 25, 20,
    ]);
    expect(growthOf(megabyte, true)).to.equal(20);
  });
});

describe('the watch for floods', () => {
  it('leaves a busy door alone', () => {
    const { set, second } = stage();
    for (let seconds = 0; seconds < 20; seconds += 1) second(900);
    expect(set).to.deep.equal([]);
  });

  it('collects early from the second of a flood on, until five seconds behind it', () => {
    const { set, second } = stage();
    for (let seconds = 0; seconds < 9; seconds += 1) second(5_000);
    expect(set).to.deep.equal([true]);
    for (let seconds = 0; seconds < 3; seconds += 1) second(10);
    expect(set).to.deep.equal([true]);
    for (let seconds = 0; seconds < 3; seconds += 1) second(10);
    expect(set).to.deep.equal([true, false]);
    second(5_000);
    expect(set).to.deep.equal([true, false, true]);
  });
});
