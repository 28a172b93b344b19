import { expect } from 'chai';
import fc from 'fast-check';
import { type Budget, type Holding, makeBudget } from '../../src/kit/budget.js';

const holder = (budget: Budget, name: string, cut: string[]): Holding => budget.open(() => cut.push(name));

describe('a budget', () => {
  it('cuts off the oldest holding for a newcomer', () => {
    const cut: string[] = [];
    const budget = makeBudget(10);
    for (const name of ['first', 'second', 'third']) holder(budget, name, cut).hold(4);
    expect(cut).to.deep.equal(['first']);
    expect(budget.used()).to.equal(8);
  });

  it('cuts off another before the one that asks for more, though that one is older', () => {
    const cut: string[] = [];
    const budget = makeBudget(10);
    const older = holder(budget, 'older', cut);
    older.hold(4);
    holder(budget, 'newer', cut).hold(4);
    older.hold(8);
    expect(cut).to.deep.equal(['newer']);
  });

  it('cuts off the one that asks where it alone is over the budget', () => {
    const cut: string[] = [];
    const budget = makeBudget(10);
    holder(budget, 'huge', cut).hold(11);
    expect(cut).to.deep.equal(['huge']);
    expect(budget.used()).to.equal(0);
  });

  it('cuts off kept holdings last', () => {
    const cut: string[] = [];
    const budget = makeBudget(10);
    const kept = holder(budget, 'kept', cut);
    kept.hold(4);
    kept.rank('kept');
    holder(budget, 'stranger', cut).hold(4);
    holder(budget, 'newcomer', cut).hold(4);
    expect(cut).to.deep.equal(['stranger']);
    kept.hold(7);
    expect(cut).to.deep.equal(['stranger', 'newcomer']);
    holder(budget, 'last', cut).hold(4);
    expect(cut).to.deep.equal(['stranger', 'newcomer', 'kept']);
  });

  it('counts the age anew with each change of rank', () => {
    const cut: string[] = [];
    const budget = makeBudget(2);
    const first = holder(budget, 'first', cut);
    first.hold(1);
    holder(budget, 'second', cut).hold(1);
    first.rank('kept');
    first.rank('stranger');
    holder(budget, 'third', cut).hold(1);
    expect(cut).to.deep.equal(['second']);
  });

  it('takes nothing from a holding that was released, and cuts off none that holds nothing', () => {
    const cut: string[] = [];
    const budget = makeBudget(10);
    const gone = holder(budget, 'gone', cut);
    gone.release();
    gone.hold(20);
    gone.release();
    holder(budget, 'empty', cut);
    holder(budget, 'full', cut).hold(10);
    holder(budget, 'newcomer', cut).hold(1);
    expect(cut).to.deep.equal(['full']);
    expect(budget.used()).to.equal(1);
  });

  it('is never over, whatever its holders do', () => {
    const step = fc.record({
      who: fc.nat({ max: 9 }),
      what: fc.oneof(fc.nat({ max: 12 }), fc.constantFrom('stranger', 'kept', 'release')),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const budget = makeBudget(10);
        const amounts = new Map<number, number>();
        const holdings = new Map<number, Holding>();
        for (const { who, what } of steps) {
          const holding = holdings.get(who) ?? budget.open(() => (holdings.delete(who), amounts.delete(who)));
          holdings.set(who, holding);
          if (what === 'release') {
            holding.release();
            holdings.delete(who);
            amounts.delete(who);
          } else if (typeof what === 'number') {
            amounts.set(who, what);
            holding.hold(what);
          } else holding.rank(what);
          expect(budget.used()).to.equal([...amounts.values()].reduce((sum, one) => sum + one, 0));
          expect(budget.used()).to.be.at.most(10);
        }
      }),
    );
  });
});
