import { expect } from 'chai';
import { inTurns } from '../../../src/kit/loop/in-turns.js';
import { manualTimer } from '../time/manual-timer.js';

const stage = () => {
  const clock = manualTimer();
  const pieces: (() => void)[] = [];
  const timer = inTurns(clock.timer, { add: (piece) => void pieces.push(piece) });
  return { timer, pass: clock.pass, pieces };
};

describe('a timer that takes turns', () => {
  it('calls in its turn, not at once', () => {
    const { timer, pass, pieces } = stage();
    let calls = 0;
    timer(10, () => (calls += 1));
    pass(10);
    expect(calls).to.equal(0);
    pieces.forEach((piece) => piece());
    expect(calls).to.equal(1);
  });

  it('does not call what was stopped before its time, or before its turn', () => {
    const { timer, pass, pieces } = stage();
    let calls = 0;
    const stopEarly = timer(10, () => (calls += 1));
    const stopLate = timer(10, () => (calls += 1));
    stopEarly();
    pass(10);
    expect(pieces).to.have.length(1);
    stopLate();
    pieces.forEach((piece) => piece());
    expect(calls).to.equal(0);
  });
});
