import { expect } from 'chai';
import { limitLines } from '../../../src/kit/logging/limited-lines.js';
import { manualTimer } from '../time/manual-timer.js';

describe('limited log lines', () => {
  const limited = (most: number) => {
    const time = manualTimer();
    const summaries: number[] = [];
    return { time, summaries, lines: limitLines(most, (leftOut) => summaries.push(leftOut), time) };
  };

  it('lets so many a second through, and reports the number of the others when the second is over', () => {
    const { time, summaries, lines } = limited(2);
    expect([1, 2, 3, 4, 5].map(() => lines.allow())).to.deep.equal([true, true, false, false, false]);
    time.pass(999);
    expect(summaries).to.deep.equal([]);
    time.pass(1);
    expect(summaries).to.deep.equal([3]);
    expect(lines.allow()).to.equal(true);
    time.pass(5_000);
    expect(summaries).to.deep.equal([3]);
    expect(time.pending()).to.equal(0);
  });

  it('reports what is left at its stop', () => {
    const { time, summaries, lines } = limited(1);
    lines.allow();
    lines.allow();
    lines.stop();
    lines.stop();
    expect(summaries).to.deep.equal([1]);
    expect(time.pending()).to.equal(0);
  });
});
