import { expect } from 'chai';
import { watchFlood } from '../../../src/kit/process/collect-early.js';

const stage = () => {
  let moment = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const set: number[] = [];
  const flood = watchFlood(
    {
      now: () => moment,
      timer: (milliseconds, run) => {
        const entry = { at: moment + milliseconds, run };
        timers.push(entry);
        return () => (timers = timers.filter((other) => other !== entry));
      },
    },
    (percent) => set.push(percent),
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

describe('the watch for floods', () => {
  it('leaves a busy door alone', () => {
    const { set, second } = stage();
    for (let seconds = 0; seconds < 20; seconds += 1) second(900);
    expect(set).to.deep.equal([]);
  });

  it('collects early from the second of a flood on, until five seconds behind it', () => {
    const { set, second } = stage();
    for (let seconds = 0; seconds < 9; seconds += 1) second(5_000);
    expect(set).to.deep.equal([20]);
    for (let seconds = 0; seconds < 3; seconds += 1) second(10);
    expect(set).to.deep.equal([20]);
    for (let seconds = 0; seconds < 3; seconds += 1) second(10);
    expect(set).to.deep.equal([20, 100]);
    second(5_000);
    expect(set).to.deep.equal([20, 100, 20]);
  });
});
