import { expect } from 'chai';
import { everySoOften } from '../../src/app/every-so-often.js';
import { manualTimer } from '../kit/time/manual-timer.js';
import { turns } from '../support/turns.js';

describe('work that recurs', () => {
  it('is done each time that is due, once more at the end, and then no more', async () => {
    const time = manualTimer();
    let done = 0;
    const work = everySoOften(15_000, async () => void (done += 1), time);
    time.pass(14_999);
    expect(done).to.equal(0);
    for (const times of [1, 2, 3]) {
      time.pass(15_000);
      expect(done).to.equal(times);
    }
    await work.stop();
    time.pass(60_000);
    expect(done).to.equal(4);
    expect(time.pending()).to.equal(0);
  });

  it('is waited for where it runs, before it is done a last time', async () => {
    const time = manualTimer();
    const steps: string[] = [];
    let finish = (): void => undefined;
    const work = everySoOften(
      15_000,
      async () => {
        steps.push('begun');
        await new Promise<void>((resolve) => (finish = resolve));
        steps.push('done');
      },
      time,
    );
    time.pass(15_000);
    const stopped = work.stop();
    await turns(5);
    expect(steps).to.deep.equal(['begun']);
    finish();
    await turns(5);
    expect(steps).to.deep.equal(['begun', 'done', 'begun']);
    finish();
    await stopped;
    expect(steps).to.deep.equal(['begun', 'done', 'begun', 'done']);
  });
});
