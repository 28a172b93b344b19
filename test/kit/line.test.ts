import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { type Leave, type Line, type LineLimits, makeLine, type NotEntered } from '../../src/kit/line.js';
import { manualTimer } from './time/manual-timer.js';

type Entered = E.Either<NotEntered, Leave>;

const limits = (changes: Partial<LineLimits> = {}): LineLimits => ({ perKey: 2, waiting: 3, maxWait: 10, ...changes });

/** Callers in the order they came, each with what it got so far. */
const crowd = <Key>(line: Line<Key>) => {
  const results: { key: Key; entered: Entered | null }[] = [];
  const come = (key: Key, signal?: AbortSignal): number => {
    const caller = { key, entered: null as Entered | null };
    results.push(caller);
    void line.enter(key, signal).then((entered) => (caller.entered = entered));
    return results.length - 1;
  };
  return {
    come,
    leave: async (index: number): Promise<void> => {
      await new Promise(setImmediate);
      const entered = results[index]?.entered;
      if (entered === undefined || entered === null || E.isLeft(entered)) throw new Error('has no place');
      entered.right();
    },
    /** One word a caller, once everything has settled that can. */
    words: async (): Promise<string[]> => {
      await new Promise(setImmediate);
      return results.map(({ entered }) => (entered === null ? 'waits' : E.isLeft(entered) ? entered.left : 'in'));
    },
  };
};

describe('A waiting line', () => {
  it('lets exactly so many in, lets exactly so many wait, and turns the rest away at once', async () => {
    const callers = crowd(makeLine<string>(limits(), manualTimer().timer));
    for (let i = 0; i < 7; i += 1) callers.come('a');
    expect(await callers.words()).to.deep.equal(['in', 'in', 'waits', 'waits', 'waits', 'full', 'full']);
  });

  it('serves in the order of coming', async () => {
    const callers = crowd(makeLine<string>(limits({ perKey: 1 }), manualTimer().timer));
    for (let i = 0; i < 4; i += 1) callers.come('a');
    await callers.leave(0);
    expect(await callers.words()).to.deep.equal(['in', 'in', 'waits', 'waits']);
    await callers.leave(1);
    expect(await callers.words()).to.deep.equal(['in', 'in', 'in', 'waits']);
  });

  it('takes a place back once, however often it is given', async () => {
    const callers = crowd(makeLine<string>(limits({ perKey: 1 }), manualTimer().timer));
    for (let i = 0; i < 3; i += 1) callers.come('a');
    await callers.leave(0);
    await callers.leave(0);
    await callers.leave(0);
    expect(await callers.words()).to.deep.equal(['in', 'in', 'waits']);
  });

  it('sends one away whose time has passed, and no other', async () => {
    const { timer, passTo } = manualTimer();
    const callers = crowd(makeLine<string>(limits({ perKey: 1 }), timer));
    callers.come('a');
    callers.come('a');
    passTo(5);
    callers.come('a');
    passTo(9);
    expect(await callers.words()).to.deep.equal(['in', 'waits', 'waits']);
    passTo(10);
    expect(await callers.words()).to.deep.equal(['in', 'waited_too_long', 'waits']);
    await callers.leave(0);
    expect(await callers.words()).to.deep.equal(['in', 'waited_too_long', 'in']);
  });

  it('gives the turn of one who hangs up to the next', async () => {
    const callers = crowd(makeLine<string>(limits({ perKey: 1 }), manualTimer().timer));
    const hangUp = new AbortController();
    callers.come('a');
    callers.come('a', hangUp.signal);
    callers.come('a');
    hangUp.abort();
    expect(await callers.words()).to.deep.equal(['in', 'aborted', 'waits']);
    await callers.leave(0);
    expect(await callers.words()).to.deep.equal(['in', 'aborted', 'in']);
  });

  it('gives no place to one who hung up before it came, also where places are free', async () => {
    const line = makeLine<string>(limits(), manualTimer().timer);
    expect(await line.enter('a', AbortSignal.abort())).to.deep.equal(E.left('aborted'));
    expect(line.keys()).to.equal(0);
  });

  it('takes one into the line again as soon as a waiter has left it', async () => {
    const hangUp = new AbortController();
    const callers = crowd(makeLine<string>(limits({ perKey: 1, waiting: 1 }), manualTimer().timer));
    callers.come('a');
    callers.come('a', hangUp.signal);
    callers.come('a');
    hangUp.abort();
    callers.come('a');
    expect(await callers.words()).to.deep.equal(['in', 'aborted', 'full', 'waits']);
  });

  it('does not let one key wait for another', async () => {
    const callers = crowd(makeLine<string>(limits(), manualTimer().timer));
    for (let i = 0; i < 6; i += 1) callers.come('busy');
    callers.come('quiet');
    expect((await callers.words()).at(-1)).to.equal('in');
  });

  it('gives a place that is scarce in all to the key that has the fewest', async () => {
    const callers = crowd(makeLine<string>(limits({ perKey: 3, inAll: 4 }), manualTimer().timer));
    for (const key of ['a', 'a', 'a', 'b', 'a', 'b', 'c']) callers.come(key);
    expect(await callers.words()).to.deep.equal(['in', 'in', 'in', 'in', 'waits', 'waits', 'waits']);
    await callers.leave(0);
    expect(await callers.words(), 'c has none yet').to.deep.equal(['in', 'in', 'in', 'in', 'waits', 'waits', 'in']);
    await callers.leave(1);
    expect(await callers.words(), 'both have one, and a came first').to.deep.equal([
      ...['in', 'in', 'in', 'in'],
      ...['in', 'waits', 'in'],
    ]);
  });

  it('forgets a key with nobody in and nobody waiting, its timers and its listeners too', async () => {
    const { timer, passTo, pending } = manualTimer();
    const line = makeLine<number>(limits({ perKey: 1 }), timer);
    const callers = crowd(line);
    for (let key = 0; key < 100; key += 1) {
      callers.come(key);
      callers.come(key);
    }
    await callers.words();
    expect(line.keys()).to.equal(100);
    passTo(10);
    for (let key = 0; key < 100; key += 1) await callers.leave(2 * key);
    expect(line.keys()).to.equal(0);
    expect(pending()).to.equal(0);
  });

  it('keeps its limits and loses nobody, whatever comes and goes', async () => {
    const action = fc.record({
      key: fc.nat({ max: 3 }),
      what: fc.constantFrom('come', 'come', 'leave', 'abort' as const),
      which: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 120 }), async (actions) => {
        const bounds = { perKey: 2, inAll: 5, waiting: 3, maxWait: 10 };
        const { timer, pending } = manualTimer();
        const line = makeLine<number>(bounds, timer);
        const callers: { key: number; hangUp: AbortController; entered: Entered | null; left: boolean }[] = [];
        const inside = (key?: number) =>
          callers.filter((c) => c.entered !== null && E.isRight(c.entered) && !c.left && (key ?? c.key) === c.key);
        const waiters = (key?: number) => callers.filter((c) => c.entered === null && (key ?? c.key) === c.key);
        const leave = (caller: (typeof callers)[number] | undefined): void => {
          if (caller === undefined || caller.entered === null || E.isLeft(caller.entered)) return;
          caller.left = true;
          caller.entered.right();
        };
        for (const { key, what, which } of actions) {
          const before = { inside: inside(key).length, all: inside().length, waiting: waiters(key).length };
          if (what === 'come') {
            const caller = { key, hangUp: new AbortController(), entered: null as Entered | null, left: false };
            callers.push(caller);
            void line.enter(key, caller.hangUp.signal).then((entered) => (caller.entered = entered));
            await new Promise(setImmediate);
            const fits = before.inside < bounds.perKey && before.all < bounds.inAll;
            const expected = fits ? 'in' : before.waiting < bounds.waiting ? 'waits' : 'full';
            const got = caller.entered;
            expect(got === null ? 'waits' : E.isLeft(got) ? got.left : 'in').to.equal(expected);
          } else if (what === 'leave') leave(inside()[which % Math.max(inside().length, 1)]);
          else waiters()[which % Math.max(waiters().length, 1)]?.hangUp.abort();
          await new Promise(setImmediate);
          for (const k of [0, 1, 2, 3]) {
            expect(inside(k).length).to.be.at.most(bounds.perKey);
            const mayEnter = inside(k).length < bounds.perKey && inside().length < bounds.inAll;
            if (mayEnter) expect(waiters(k), 'nobody waits for a place that is free').to.have.length(0);
          }
          expect(inside().length).to.be.at.most(bounds.inAll);
        }
        while (inside().length > 0) {
          leave(inside()[0]);
          await new Promise(setImmediate);
        }
        expect(waiters()).to.have.length(0);
        expect([line.keys(), pending()]).to.deep.equal([0, 0]);
      }),
      { numRuns: 60 },
    );
  });
});
