import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { makeTurns } from '../../../src/kit/loop/turns.js';

describe('turns of the event loop', () => {
  it('do nothing at once', async () => {
    const done: string[] = [];
    const turns = makeTurns(() => 0);
    turns.add(() => done.push('piece'));
    expect(done).to.deep.equal([]);
    await setImmediate();
    expect(done).to.deep.equal(['piece']);
  });

  it('take pieces until their time is over, readers included, and then let others have theirs', async () => {
    let now = 0;
    const done: string[] = [];
    const turns = makeTurns(() => now);
    const busy = (name: string) => () => {
      done.push(name);
      // What reads the piece takes its time afterwards.
      void Promise.resolve().then(() => Promise.resolve().then(() => (now += 0.9)));
    };
    for (const name of ['a', 'b', 'c', 'd', 'e']) turns.add(busy(name));
    await setImmediate();
    expect(done).to.deep.equal(['a', 'b', 'c']);
    await setImmediate();
    expect(done).to.deep.equal(['a', 'b', 'c', 'd', 'e']);
  });

  it('come to each in order, however much one has to do', async () => {
    let now = 0;
    const done: string[] = [];
    const turns = makeTurns(() => (now += 10));
    const endless = (): void => {
      done.push('endless');
      if (done.length < 6) turns.add(endless);
    };
    turns.add(endless);
    turns.add(() => done.push('first'));
    turns.add(() => done.push('second'));
    for (let turn = 0; turn < 10; turn += 1) await setImmediate();
    expect(done.slice(0, 4)).to.deep.equal(['endless', 'first', 'second', 'endless']);
  });

  it('leave out a turn for newcomers', async () => {
    let isForNewcomers = true;
    const done: string[] = [];
    const turns = makeTurns(
      () => 0,
      () => isForNewcomers,
    );
    turns.add(() => done.push('piece'));
    await setImmediate();
    expect(done).to.deep.equal([]);
    isForNewcomers = false;
    await setImmediate();
    expect(done).to.deep.equal(['piece']);
  });

  it('have each piece once in their queue', async () => {
    let done = 0;
    const turns = makeTurns(() => 0);
    const piece = (): void => void (done += 1);
    turns.add(piece);
    turns.add(piece);
    await setImmediate();
    expect(done).to.equal(1);
  });
});
