import { expect } from 'chai';
import { makePace } from '../../../../src/adapters/grpc/connection/pace.js';
import { type Reason } from '../../../../src/adapters/grpc/connection/valve.js';

/** The queue of a door, which runs one piece where it is told to. */
const makeQueue = () => {
  const queue = new Set<() => void>();
  return {
    turns: { isIdle: () => queue.size === 0, add: (piece: () => void) => void queue.add(piece) },
    runOne: () => {
      const [piece] = queue;
      if (piece === undefined) return;
      queue.delete(piece);
      piece();
    },
    length: () => queue.size,
  };
};

const stage = ({ turnPieces = 3, turnTime = 10, queue = makeQueue() } = {}) => {
  const next: (() => void)[] = [];
  const stopped = new Set<Reason>();
  let moment = 0;
  const valve = {
    stop: (reason: Reason) => void stopped.add(reason),
    start: (reason: Reason) => void stopped.delete(reason),
  };
  const pace = makePace(
    { turnPieces, turnTime },
    valve,
    queue.turns,
    () => moment,
    (run) => void next.push(run),
  );
  return {
    pace,
    queue,
    isStopped: () => stopped.has('turn'),
    pass: (milliseconds: number) => (moment += milliseconds),
    nextTurn: () => next.splice(0).forEach((run) => run()),
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

  it('do the rest one by one in the queue of the door, in order, and read no more before', () => {
    const { pace, queue, isStopped, nextTurn } = stage();
    const done: number[] = [];
    for (let n = 0; n < 6; n += 1) pace.inTurn(() => void done.push(n), 1);
    expect(done).to.deep.equal([0, 1, 2]);
    expect(queue.length()).to.equal(1);
    for (let run = 0; run < 2; run += 1) queue.runOne();
    nextTurn();
    expect(done).to.deep.equal([0, 1, 2, 3, 4]);
    expect(isStopped()).to.equal(true);
    queue.runOne();
    expect(done).to.deep.equal([0, 1, 2, 3, 4, 5]);
    expect(isStopped()).to.equal(false);
    expect(queue.length()).to.equal(0);
  });

  it('read no more in a turn that is over, though its work is done', () => {
    const { pace, queue, isStopped, nextTurn } = stage({ turnPieces: 1 });
    for (let n = 0; n < 2; n += 1) pace.inTurn(() => undefined, 1);
    queue.runOne();
    expect(isStopped()).to.equal(true);
    nextTurn();
    expect(isStopped()).to.equal(false);
  });

  it('come after one another: a connection with much work lets those with little pass', () => {
    const queue = makeQueue();
    const busy = stage({ turnPieces: 1, queue });
    const quiet = stage({ turnPieces: 9, queue });
    const done: string[] = [];
    for (let n = 0; n < 5; n += 1) busy.pace.inTurn(() => void done.push('busy'), 1);
    quiet.pace.inTurn(() => void done.push('quiet'), 1);
    while (queue.length() > 0) queue.runOne();
    expect(done).to.deep.equal(['busy', 'busy', 'quiet', 'busy', 'busy', 'busy']);
  });

  it('count heavy work as many pieces', () => {
    const { pace, queue } = stage();
    const done: number[] = [];
    for (let n = 0; n < 3; n += 1) pace.inTurn(() => void done.push(n), 20);
    expect(done).to.deep.equal([0]);
    queue.runOne();
    expect(done).to.deep.equal([0, 1]);
  });
});
