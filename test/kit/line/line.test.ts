import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { type Leave, type Line, type LineLimits, makeLine, type NotEntered } from '../../../src/kit/line/line.js';
import { type Weight } from '../../../src/kit/line/turn.js';
import { manualTimer } from '../time/manual-timer.js';

type Entered = E.Either<NotEntered, Leave>;

const limits = (changes: Partial<LineLimits> = {}): LineLimits => ({ perKey: 2, waiting: 3, maxWait: 10, ...changes });

/** Callers in the order they came, each with what it got so far. */
const crowd = <Key>(line: Line<Key>) => {
  const results: { key: Key; entered: Entered | null }[] = [];
  const come = (key: Key, signal?: AbortSignal, weight?: Weight): number => {
    const caller = { key, entered: null as Entered | null };
    results.push(caller);
    void line.enter(key, signal, weight).then((entered) => (caller.entered = entered));
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

  it('takes turns between keys that have as few, however many of one came first', async () => {
    const callers = crowd(makeLine<string>(limits({ perKey: 1, inAll: 1, waiting: 9 }), manualTimer().timer));
    for (const key of ['a', 'a', 'a', 'a']) callers.come(key);
    for (const key of ['b', 'b', 'c']) callers.come(key);
    const order: number[] = [];
    for (let left = 0; left < 7; left += 1) {
      const next = (await callers.words()).findIndex((word, index) => word === 'in' && !order.includes(index));
      order.push(next);
      if (left === 2) callers.come('d');
      await callers.leave(next);
    }
    expect(order, 'a b c, then a b and d, which came meanwhile').to.deep.equal([0, 4, 6, 1, 5, 7, 2]);
  });

  it('has so many places for heavy work, and lets light work pass those who wait for one', async () => {
    const callers = crowd(makeLine<string>(limits({ perKey: 2, inAll: 4, heavy: 1 }), manualTimer().timer));
    callers.come('a', undefined, 'heavy');
    callers.come('b', undefined, 'heavy');
    callers.come('c', undefined, 'light');
    expect(await callers.words()).to.deep.equal(['in', 'waits', 'in']);
    await callers.leave(0);
    expect(await callers.words()).to.deep.equal(['in', 'in', 'in']);
  });

  it('keeps the order of one key whatever the weights, and serves all that fit once the first can go', async () => {
    const hangUp = new AbortController();
    const callers = crowd(makeLine<string>(limits({ perKey: 3, inAll: 6, heavy: 1 }), manualTimer().timer));
    callers.come('a', undefined, 'heavy');
    callers.come('b', undefined, 'heavy');
    callers.come('b', undefined, 'light');
    callers.come('c', hangUp.signal, 'heavy');
    callers.come('c', undefined, 'light');
    expect(await callers.words()).to.deep.equal(['in', 'waits', 'waits', 'waits', 'waits']);
    hangUp.abort();
    expect(await callers.words()).to.deep.equal(['in', 'waits', 'waits', 'aborted', 'in']);
    await callers.leave(0);
    expect(await callers.words()).to.deep.equal(['in', 'in', 'in', 'aborted', 'in']);
  });

  it('tells which keys want a place that others hold, and how many', async () => {
    const line = makeLine<string>(limits({ perKey: 2, inAll: 4 }), manualTimer().timer);
    const callers = crowd(line);
    for (const key of ['a', 'a', 'b', 'b', 'a', 'b', 'c', 'c', 'c', 'd']) callers.come(key);
    await callers.words();
    expect([...line.wanting()], 'a and b have what they may have').to.deep.equal([
      ['c', 2],
      ['d', 1],
    ]);
    await callers.leave(0);
    await callers.leave(1);
    await callers.leave(2);
    expect([...line.wanting()], 'the free places went to c, a and d').to.deep.equal([
      ['b', 1],
      ['c', 1],
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
      weight: fc.constantFrom<Weight>('light', 'heavy'),
      which: fc.nat(),
    });
    interface Caller {
      readonly key: number;
      readonly weight: Weight;
      readonly hangUp: AbortController;
      entered: Entered | null;
      left: boolean;
    }
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 120 }), fc.integer({ min: 1, max: 4 }), async (actions, heavy) => {
        const bounds = { perKey: 4, inAll: 5, heavy, waiting: 3, maxWait: 10 };
        const { timer, pending } = manualTimer();
        const line = makeLine<number>(bounds, timer);
        const callers: Caller[] = [];
        const isInside = ({ entered, left }: Caller): boolean => entered !== null && E.isRight(entered) && !left;
        const inside = (key?: number) => callers.filter((c) => isInside(c) && (key ?? c.key) === c.key);
        const heavies = () => inside().filter(({ weight }) => weight === 'heavy');
        const waiters = (key?: number) => callers.filter((c) => c.entered === null && (key ?? c.key) === c.key);
        const fits = (key: number, weight: Weight): boolean =>
          inside(key).length < bounds.perKey &&
          inside().length < bounds.inAll &&
          (weight === 'light' || heavies().length < heavy);
        const leave = (caller: Caller | undefined): void => {
          if (caller === undefined || caller.entered === null || E.isLeft(caller.entered)) return;
          caller.left = true;
          caller.entered.right();
        };
        for (const { key, what, weight, which } of actions) {
          const before = new Set(inside());
          const waited = new Set(waiters());
          if (what === 'come') {
            const caller: Caller = { key, weight, hangUp: new AbortController(), entered: null, left: false };
            const enters = waiters(key).length === 0 && fits(key, weight);
            const expected = enters ? 'in' : waiters(key).length < bounds.waiting ? 'waits' : 'full';
            callers.push(caller);
            void line.enter(key, caller.hangUp.signal, weight).then((entered) => (caller.entered = entered));
            await new Promise(setImmediate);
            const got = caller.entered;
            expect(got === null ? 'waits' : E.isLeft(got) ? got.left : 'in').to.equal(expected);
          } else if (what === 'leave') leave(inside()[which % Math.max(inside().length, 1)]);
          else waiters()[which % Math.max(waiters().length, 1)]?.hangUp.abort();
          await new Promise(setImmediate);
          for (const k of [0, 1, 2, 3]) {
            expect(inside(k).length).to.be.at.most(bounds.perKey);
            const [first] = waiters(k);
            if (first !== undefined) expect(fits(k, first.weight), 'nobody waits for a free place').to.equal(false);
          }
          expect(inside().length).to.be.at.most(bounds.inAll);
          expect(heavies().length).to.be.at.most(heavy);
          const served = inside().filter((caller) => !before.has(caller) && waited.has(caller));
          for (const [index, { key: k, weight: taken }] of served.entries()) {
            const later = served.slice(index).filter((caller) => caller.key === k).length;
            const had = inside(k).length - later;
            for (const other of [0, 1, 2, 3]) {
              const [first] = waiters(other);
              // One that needs more than was given may have to wait on.
              if (first === undefined || other === k || (first.weight === 'heavy' && taken === 'light')) continue;
              if (inside(other).length >= bounds.perKey) continue;
              expect(had, 'no key gets more while another waits with fewer').to.be.at.most(inside(other).length);
              expect(had + 1, 'no key gets over half while another waits').to.be.at.most(Math.ceil(bounds.inAll / 2));
            }
          }
        }
        while (inside().length > 0) {
          leave(inside()[0]);
          await new Promise(setImmediate);
        }
        expect(waiters()).to.have.length(0);
        expect([line.keys(), pending()]).to.deep.equal([0, 0]);
      }),
      { numRuns: 100 },
    );
  });
});
