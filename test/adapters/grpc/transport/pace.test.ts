import { expect } from 'chai';
import { makePace } from '../../../../src/adapters/grpc/transport/pace.js';
import { type Reason } from '../../../../src/adapters/grpc/transport/valve.js';

const stage = ({ turnPieces = 3, turnTime = 10, crowd = { waiting: 0 } } = {}) => {
  const turns: (() => void)[] = [];
  const stopped = new Set<Reason>();
  let moment = 0;
  const valve = {
    stop: (reason: Reason) => void stopped.add(reason),
    start: (reason: Reason) => void stopped.delete(reason),
  };
  const pace = makePace(
    { turnPieces, turnTime },
    valve,
    () => moment,
    (run) => void turns.push(run),
    crowd,
  );
  return {
    pace,
    isStopped: () => stopped.has('turn'),
    pass: (milliseconds: number) => (moment += milliseconds),
    nextTurn: () => turns.splice(0).forEach((run) => run()),
  };
};

describe('the turns of a connection', () => {
  it('stop it after so many pieces, until the next turn', () => {
    const { pace, isStopped, nextTurn } = stage();
    pace.took();
    pace.took();
    expect(isStopped()).to.equal(false);
    pace.took();
    expect(isStopped()).to.equal(true);
    nextTurn();
    expect(isStopped()).to.equal(false);
    pace.took();
    expect(isStopped()).to.equal(false);
  });

  it('stop it after so much time', () => {
    const { pace, isStopped, pass } = stage();
    pace.took();
    pass(10);
    pace.took();
    expect(isStopped()).to.equal(true);
  });

  it('do the rest in later turns, in order, and read no more before', () => {
    const { pace, isStopped, nextTurn } = stage();
    const done: number[] = [];
    for (let n = 0; n < 8; n += 1) pace.inTurn(() => void done.push(n), 1);
    expect(done).to.deep.equal([0, 1, 2]);
    expect(isStopped()).to.equal(true);
    nextTurn();
    expect(done).to.deep.equal([0, 1, 2, 3, 4, 5]);
    expect(isStopped()).to.equal(true);
    nextTurn();
    nextTurn();
    expect(done).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(isStopped()).to.equal(false);
  });

  it('are shorter the more connections have work that waits', () => {
    const crowd = { waiting: 2 };
    const { pace, nextTurn } = stage({ turnPieces: 9, crowd });
    const late = stage({ turnPieces: 9, crowd });
    const done: number[] = [];
    for (let n = 0; n < 15; n += 1) pace.inTurn(() => void done.push(n), 1);
    expect([done.length, crowd.waiting]).to.deep.equal([9, 3]);
    nextTurn();
    expect([done.length, crowd.waiting]).to.deep.equal([12, 3]);
    late.pace.inTurn(() => void done.push(99), 1);
    expect(done.at(-1)).to.equal(99);
    nextTurn();
    nextTurn();
    expect([done.length, crowd.waiting]).to.deep.equal([16, 2]);
  });

  it('count heavy work as many pieces, and do at least one thing a turn', () => {
    const { pace, nextTurn } = stage();
    const done: number[] = [];
    for (let n = 0; n < 3; n += 1) pace.inTurn(() => void done.push(n), 20);
    expect(done).to.deep.equal([0]);
    nextTurn();
    expect(done).to.deep.equal([0, 1]);
  });
});
