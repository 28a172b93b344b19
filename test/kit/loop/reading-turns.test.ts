import { expect } from 'chai';
import { type ReadingLimits } from '../../../src/kit/loop/reading-limits.js';
import { makeReadingTurns } from '../../../src/kit/loop/reading-turns.js';

const limits: ReadingLimits = {
  turnTime: 10,
  newcomersTurn: 2,
  newcomersTime: 10,
  newcomers: 2,
  firstReads: 2,
  longest: 20,
  light: { most: 2, least: 2 },
  heavy: 1,
  lightReads: 3,
  restTime: 1_000,
};

const stage = (changed: Partial<ReadingLimits> = {}) => {
  const next: (() => void)[] = [];
  let moment = 0;
  const turns = makeReadingTurns(
    { ...limits, ...changed },
    () => moment,
    (run) => void next.push(run),
  );
  const nextTurn = (): void => next.splice(0).forEach((run) => run());
  const join = () => {
    let isOpen = true;
    const reader = turns.join({ stop: () => (isOpen = false), start: () => (isOpen = true) });
    return { ...reader, isOpen: () => isOpen };
  };
  return {
    join,
    /** Connections that did not just come. */
    settled: (count: number) => {
      const readers = Array.from({ length: count }, join);
      for (const { took } of readers) for (let read = 0; read < limits.firstReads; read += 1) took();
      nextTurn();
      moment += 2 * limits.restTime;
      nextTurn();
      return readers;
    },
    isForNewcomers: turns.isForNewcomers,
    pass: (milliseconds: number) => (moment += milliseconds),
    nextTurn,
    isDue: () => next.length > 0,
  };
};

type Reader = ReturnType<ReturnType<typeof stage>['join']>;
const open = (readers: readonly Reader[]): readonly number[] =>
  readers.flatMap((reader, index) => (reader.isOpen() ? [index] : []));

describe('the turns of reading', () => {
  it('leave all connections open while a turn is short', () => {
    const { settled, pass, nextTurn } = stage();
    const readers = settled(5);
    for (const { took } of readers) {
      took();
      pass(1);
    }
    expect(open(readers)).to.deep.equal([0, 1, 2, 3, 4]);
    nextTurn();
    expect(open(readers)).to.deep.equal([0, 1, 2, 3, 4]);
  });

  it('stop them where a turn was long, and read them again a few at a time', () => {
    const { settled, pass, nextTurn, isDue } = stage();
    const readers = settled(5);
    readers[0]?.took();
    pass(10);
    readers[1]?.took();
    expect(open(readers)).to.deep.equal([]);
    nextTurn();
    expect(open(readers)).to.deep.equal([2, 3]);
    nextTurn();
    expect(open(readers)).to.deep.equal([0, 2, 3, 4]);
    nextTurn();
    expect(open(readers)).to.deep.equal([0, 1, 2, 3, 4]);
    nextTurn();
    expect(isDue()).to.equal(false);
  });

  it('let one that fills each turn wait for all others in between', () => {
    const { settled, pass, nextTurn } = stage();
    const [greedy, honest] = settled(2);
    let reads = 0;
    for (let turn = 0; turn < 20; turn += 1) {
      // The system names the greedy one first.
      for (const reader of [greedy, honest]) {
        if (reader?.isOpen() !== true) continue;
        if (reader === honest) reads += 1;
        reader.took();
        pass(10);
        if (reader === greedy) reader.took();
      }
      nextTurn();
    }
    expect(reads).to.be.within(5, 15);
  });

  it('put those that waited longest first when the next turn is long too', () => {
    const { settled, pass, nextTurn } = stage();
    const readers = settled(6);
    readers[0]?.took();
    pass(10);
    readers[1]?.took();
    nextTurn();
    expect(open(readers)).to.deep.equal([2, 3]);
    pass(10);
    readers[2]?.took();
    expect(open(readers)).to.deep.equal([]);
    nextTurn();
    expect(open(readers)).to.deep.equal([4, 5]);
  });

  it('belong to newcomers for a moment while they come, and then to the others', () => {
    const { settled, join, pass, nextTurn, isForNewcomers } = stage();
    const readers = settled(2);
    join();
    readers[0]?.took();
    expect(open(readers)).to.deep.equal([0, 1]);
    nextTurn();
    expect(isForNewcomers()).to.equal(true);
    readers[0]?.took();
    expect(open(readers)).to.deep.equal([1]);
    pass(2);
    readers[1]?.took();
    expect(open(readers)).to.deep.equal([]);
    for (let turn = 0; turn < 7; turn += 1) {
      join();
      pass(1);
      nextTurn();
      expect(isForNewcomers()).to.equal(true);
      expect(open(readers)).to.deep.equal([]);
    }
    join();
    pass(1);
    nextTurn();
    expect(isForNewcomers()).to.equal(false);
    expect(open(readers)).to.deep.equal([0, 1]);
  });

  it('end for newcomers as soon as none comes', () => {
    const { join, nextTurn, isForNewcomers, isDue } = stage();
    join();
    nextTurn();
    expect(isForNewcomers()).to.equal(true);
    nextTurn();
    expect(isForNewcomers()).to.equal(false);
    expect(isDue()).to.equal(false);
  });

  it('read a newcomer first of all, a few times', () => {
    const { settled, join, pass, nextTurn } = stage();
    const readers = settled(3);
    readers[0]?.took();
    pass(10);
    readers[0]?.took();
    const newcomer = join();
    nextTurn();
    newcomer.took();
    expect(newcomer.isOpen()).to.equal(true);
    newcomer.took();
    expect(newcomer.isOpen()).to.equal(false);
    expect(newcomer.isWaiting()).to.equal(true);
  });

  it('stop newcomers too where they alone make a turn far too long', () => {
    const { join, pass } = stage();
    const newcomers = [join(), join()];
    pass(19);
    newcomers[0]?.took();
    expect(open(newcomers)).to.deep.equal([0, 1]);
    pass(1);
    newcomers[1]?.took();
    expect(open(newcomers)).to.deep.equal([]);
  });

  it('read the latest newcomers first, not all that are silent', () => {
    const { join, nextTurn, pass } = stage();
    const silent = [join(), join(), join(), join()];
    nextTurn();
    pass(10);
    silent[0]?.took();
    expect(open(silent)).to.deep.equal([2, 3]);
  });

  it('let connections that have brought little pass those that bring much', () => {
    const { settled, pass, nextTurn } = stage();
    const readers = settled(6);
    for (const heavy of readers.slice(0, 3)) for (let read = 0; read < 3; read += 1) heavy.took();
    nextTurn();
    readers[5]?.took();
    pass(10);
    readers[5]?.took();
    nextTurn();
    expect(open(readers)).to.deep.equal([0, 3, 4]);
    nextTurn();
    expect(open(readers)).to.deep.equal([0, 1, 3, 4, 5]);
  });

  it('take a connection for a light one again after a rest', () => {
    const { settled, pass, nextTurn } = stage();
    const [busy, ...others] = settled(4);
    for (let read = 0; read < 3; read += 1) busy?.took();
    nextTurn();
    pass(limits.restTime + 1);
    busy?.took();
    nextTurn();
    others[0]?.took();
    pass(10);
    others[0]?.took();
    nextTurn();
    expect(busy?.isOpen()).to.equal(true);
    expect(open(others)).to.deep.equal([1]);
  });

  it('read many light connections at once where few of them speak, and fewer where all do', () => {
    const { settled, pass, nextTurn } = stage({ light: { most: 8, least: 2 } });
    const readers = settled(40);
    const counts: number[] = [];
    const speak = (isLong: boolean): void => {
      const [first, second] = open(readers);
      readers[first ?? 0]?.took();
      if (isLong) pass(10);
      readers[second ?? 0]?.took();
      nextTurn();
      counts.push(open(readers).length);
    };
    for (const isLong of [true, true, true, true, false, false, false]) speak(isLong);
    expect(counts).to.deep.equal([4, 2, 2, 2, 6, 14, 22]);
  });

  it('accept newcomers for a moment before others are read again', () => {
    const { settled, join, pass, nextTurn } = stage();
    const readers = settled(3);
    readers[2]?.took();
    pass(10);
    readers[2]?.took();
    for (let turn = 0; turn < 10; turn += 1) {
      join();
      nextTurn();
      expect(open(readers)).to.deep.equal([]);
      pass(1);
    }
    join();
    nextTurn();
    expect(open(readers)).to.deep.equal([0, 1]);
  });

  it('let one that was read have its next turn, though others come again and again', () => {
    const { settled, join, pass, nextTurn } = stage();
    const [served] = settled(1);
    served?.took();
    pass(10);
    served?.took();
    let turnsWithIt = 0;
    for (let turn = 0; turn < 10; turn += 1) {
      const newcomers = [join(), join(), join()];
      nextTurn();
      if (served?.isOpen() === true) turnsWithIt += 1;
      pass(10);
      newcomers[0]?.took();
    }
    expect(turnsWithIt).to.be.greaterThan(0);
  });

  it('count the end of a connection as its reading', () => {
    const { settled, pass } = stage();
    const readers = settled(4);
    readers[0]?.leave();
    pass(10);
    expect(open(readers)).to.deep.equal([0, 1, 2, 3]);
    readers[1]?.leave();
    expect(open(readers)).to.deep.equal([0, 1]);
  });

  it('leave others alone where one newcomer comes and goes', () => {
    const { settled, join, nextTurn, isDue } = stage();
    const readers = settled(4);
    const probe = join();
    nextTurn();
    probe.took();
    probe.leave();
    expect(open(readers)).to.deep.equal([0, 1, 2, 3]);
    nextTurn();
    expect(isDue()).to.equal(false);
  });

  it('wait for no connection that has left', () => {
    const { settled, pass, nextTurn } = stage();
    const readers = settled(4);
    readers[0]?.took();
    pass(10);
    readers[1]?.took();
    readers.slice(0, 2).forEach(({ leave }) => leave());
    nextTurn();
    expect(open(readers)).to.deep.equal([2, 3]);
  });
});
