import { expect } from 'chai';
import fc from 'fast-check';
import { makePeople, meet } from '../../../../src/sandbox/world/people/people.js';

describe('the people of the sandbox', () => {
  it('are found by number and by user id, and have the same ids over a restart', () => {
    const people = makePeople('s');
    const ann = people.withPhone('14155550123');
    expect(people.withPhone('14155550123')).to.equal(ann);
    expect(people.withUserId(ann.userId)).to.equal(ann);
    expect(people.withPhone('14155550199')).to.not.equal(ann);
    const again = makePeople('s');
    const byId = again.withUserId(ann.userId);
    expect(byId?.phone).to.equal(undefined);
    expect(again.withPhone('14155550123')).to.equal(byId);
    expect(byId).to.include({ phone: '14155550123', userId: ann.userId });
  });

  it('get another user id with another number; the former ones are no longer in use', () => {
    const people = makePeople('s');
    const ann = people.withPhone('14155550123');
    const old = ann.userId;
    people.move(ann, '4915112345678');
    expect(ann.phone).to.equal('4915112345678');
    expect(ann.userId).to.match(/^DE\./);
    expect(people.withUserId(old)).to.equal(undefined);
    const newcomer = people.withPhone('14155550123');
    expect(newcomer).to.not.equal(ann);
    expect(newcomer.userId).to.not.equal(old);
  });

  it('get a new user id when they go back to a former number', () => {
    const people = makePeople('s');
    const ann = people.withPhone('14155550123');
    const ids = [ann.userId];
    for (const phone of ['14155550199', '14155550123', '14155550199']) {
      people.move(ann, phone);
      ids.push(ann.userId);
    }
    expect(new Set(ids).size).to.equal(4);
  });

  it('include the owner of a number who is known by the user id alone', () => {
    const { userId } = makePeople('s').withPhone('14155550123');
    const people = makePeople('s');
    const ann = people.withUserId(userId);
    expect(people.ownerOf('14155550123')).to.equal(ann);
    expect(people.ownerOf('14155550199')).to.equal(undefined);
  });

  it('are 10 000 at most; the least recently used is dropped, and comes back with the same user id', () => {
    const people = makePeople('s');
    const first = people.withPhone('14155550000');
    const second = people.withPhone('14155550001');
    for (let i = 2; i < 10_000; i += 1) people.withPhone(String(14_155_550_000 + i));
    people.withPhone('14155550000');
    people.withPhone('14155599999');
    expect(people.list()).to.have.length(10_000);
    expect(people.withPhone('14155550000')).to.equal(first);
    const back = people.withPhone('14155550001');
    expect(back).to.not.equal(second);
    expect(back.userId).to.equal(second.userId);
  });

  it('remember a hundred business numbers each', () => {
    const ann = makePeople('s').withPhone('14155550123');
    for (let i = 0; i < 150; i += 1) meet(ann, String(i));
    meet(ann, '60');
    expect(ann.businesses.size).to.equal(100);
    expect([...ann.businesses].at(-1)).to.equal('60');
  });

  it('never share a number or a user id', () => {
    const phone = fc.integer({ min: 0, max: 4 }).map((n) => `1415555000${String(n)}`);
    const step = fc.oneof(
      fc.record({ act: fc.constant('write' as const), phone }),
      fc.record({ act: fc.constant('move' as const), phone, to: phone }),
      fc.record({ act: fc.constant('id' as const), n: fc.nat(9) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const people = makePeople('s');
        const seen: string[] = [];
        for (const taken of steps) {
          if (taken.act === 'write') seen.push(people.withPhone(taken.phone).userId);
          else if (taken.act === 'id') people.withUserId(seen[taken.n] ?? 'US.1');
          else {
            const mover = people.withPhone(taken.phone);
            if (people.ownerOf(taken.to) === undefined) people.move(mover, taken.to);
          }
          const all = people.list();
          const phones = all.flatMap((person) => person.phone ?? []);
          expect(new Set(phones).size).to.equal(phones.length);
          expect(new Set(all.map(({ userId }) => userId)).size).to.equal(all.length);
          for (const one of all) expect(people.withUserId(one.userId)).to.equal(one);
        }
      }),
      { seed: 15, numRuns: 200 },
    );
  });
});
