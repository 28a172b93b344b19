import { expect } from 'chai';
import fc from 'fast-check';
import { type Holder, whoGivesWay } from '../../../src/adapters/download/giving-way.js';
import { standardLimits, standardLine } from '../../../src/adapters/download/limits.js';
import { type AccountId } from '../../../src/domain/model/account/account.js';

const account = (id: number): AccountId => id as AccountId;
const KIB = 1_024;

/** A download of this account that brought so many KiB in so many seconds. */
const holder = (id: number, kib: number, seconds: number): Holder => ({
  account: account(id),
  received: kib * KIB,
  waited: seconds * 1_000,
});
const wants = (...pairs: readonly (readonly [number, number])[]): ReadonlyMap<AccountId, number> =>
  new Map(pairs.map(([id, count]) => [account(id), count]));
const giving = (holders: readonly Holder[], wanting: ReadonlyMap<AccountId, number>): readonly number[] =>
  whoGivesWay(holders, wanting, standardLimits).map((one) => holders.indexOf(one));

describe('Who gives way to an account that waits for a download', () => {
  it('is one under 64 KiB/s after 5 s', () => {
    const at = (kib: number, seconds: number) => giving([holder(1, kib, seconds)], wants([2, 1]));
    expect(at(0, 4.999)).to.deep.equal([]);
    expect(at(0, 5)).to.deep.equal([0]);
    expect(at(319, 5)).to.deep.equal([0]);
    expect(at(320, 5)).to.deep.equal([]);
    expect(at(639, 10)).to.deep.equal([0]);
    expect(at(640, 10)).to.deep.equal([]);
  });

  it('is of a line that gives no account more than half of the places', () => {
    expect(standardLine.perKey).to.be.at.most((standardLine.inAll ?? 0) / 2);
  });

  it('is nobody where nobody waits, or only its own account does', () => {
    const slow = [holder(1, 0, 50), holder(1, 0, 50)];
    expect(giving(slow, wants())).to.deep.equal([]);
    expect(giving(slow, wants([1, 2]))).to.deep.equal([]);
  });

  it('is one for each place that is wanted, of the account with the most first, then the slowest', () => {
    const holders = [holder(1, 9, 9), holder(2, 1, 9), holder(2, 5, 9), holder(2, 3, 9), holder(3, 0, 9)];
    expect(giving(holders, wants([4, 1]))).to.deep.equal([1]);
    expect(giving(holders, wants([4, 1], [5, 1]))).to.deep.equal([1, 3]);
    expect(giving(holders, wants([4, 1], [5, 1], [6, 1]))).to.deep.equal([1, 3, 4]);
  });

  it('is none of an account that has no more than the one that waits', () => {
    const holders = [holder(1, 0, 9), holder(2, 0, 9), holder(2, 900, 9)];
    expect(giving(holders, wants([2, 1]))).to.deep.equal([]);
    expect(giving(holders, wants([3, 4])), 'and it gets no second one').to.deep.equal([1]);
  });

  it('is never more than wanted, never a quick one, and leaves no account with fewer than the taker', () => {
    const holders = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat({ max: 1_000 }), fc.nat({ max: 20 })).map((of) => holder(...of)),
      { maxLength: 16 },
    );
    const wanting = fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 })), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(holders, wanting, (all, pairs) => {
        const wanted = wants(...pairs);
        const given = whoGivesWay(all, wanted, standardLimits);
        expect(new Set(given).size).to.equal(given.length);
        expect(given.length).to.be.at.most([...wanted.values()].reduce((sum, count) => sum + count, 0));
        for (const { received, waited } of given) {
          expect(waited).to.be.at.least(5_000);
          expect((received / waited) * 1_000).to.be.lessThan(64 * KIB);
        }
      }),
    );
  });
});
