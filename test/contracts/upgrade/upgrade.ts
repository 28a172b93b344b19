import { expect } from 'chai';
import fc from 'fast-check';
import { manualTimer } from '../../kit/time/manual-timer.js';
import { AT_ONCE, plainRecord } from './counting.js';
import { type Cut, type MakeUpgradeTrial, type RunEnd, type UpgradeTrial } from './harness.js';

const cuts = fc.array(
  fc.record({
    how: fc.constantFrom<Cut['how']>('stop', 'fault before', 'fault after'),
    at: fc.integer({ min: 1, max: 12 }),
  }),
  { maxLength: 6 },
);

/** The laws of an upgrade, whichever way a store keeps its records; `runs` is how many series of cuts are tried. */
export const upgradeContract = (make: MakeUpgradeTrial, runs: number): void => {
  let trial: UpgradeTrial;
  afterEach(() => trial.close());

  const kinds = (size: number, times: number, damaged: readonly number[] = []) => {
    const one = Array.from({ length: size }, (_, index) => {
      const isDamaged = damaged.includes(index + 1);
      return { ...plainRecord(index + 1, isDamaged), ...(isDamaged || times === 0 ? {} : { times }) };
    });
    return [...one, ...one];
  };

  it('changes every record of every part once, and counts the format up', async () => {
    trial = await make(2 * AT_ONCE + 1);
    expect((await trial.run({})).end).to.equal('done');
    expect(await trial.records()).to.deep.equal(kinds(2 * AT_ONCE + 1, 1));
    expect(await trial.standing()).to.deep.equal({ format: 2, isUnfinished: false });
  });

  it('runs several steps in their order, and none again at the next start', async () => {
    trial = await make(AT_ONCE);
    expect((await trial.run({ steps: 3 })).end).to.equal('done');
    const again = await trial.run({ steps: 3 });
    expect({ end: again.end, logged: again.logged }).to.deep.equal({ end: 'done', logged: [] });
    expect(await trial.records()).to.deep.equal(kinds(AT_ONCE, 3));
    expect(await trial.standing()).to.deep.equal({ format: 4, isUnfinished: false });
  });

  it('leaves a store alone where the version knows no step', async () => {
    trial = await make(2);
    expect((await trial.run({ steps: 0 })).end).to.equal('done');
    expect(await trial.records()).to.deep.equal(kinds(2, 0));
    expect(await trial.standing()).to.deep.equal({ format: 1, isUnfinished: false });
  });

  for (const size of [0, 1, AT_ONCE, 2 * AT_ONCE])
    it(`ends on a store of ${size} records a kind`, async () => {
      trial = await make(size);
      expect((await trial.run({})).end).to.equal('done');
      expect(await trial.records()).to.deep.equal(kinds(size, 1));
    });

  it('leaves damaged records as they are, names them and goes on', async () => {
    const damaged = [1, 4, 7];
    trial = await make(7, damaged);
    const { end, logged } = await trial.run({});
    expect(end).to.equal('done');
    expect(await trial.records()).to.deep.equal(kinds(7, 1, damaged));
    const named = logged.filter(({ msg }) => msg === 'a damaged record was left as it is');
    expect(named.map(({ record }) => record)).to.deep.equal(
      ['messages', 'contacts'].flatMap((kind) => damaged.map((id) => `${kind}/1/${id}`)),
    );
    expect(named.map(({ reason }) => reason)).to.deep.equal(named.map(() => 'id'));
    expect(logged.at(-1)).to.include({ msg: 'the store is upgraded', done: 14, damaged: 6 });
    expect(JSON.stringify(logged)).to.not.include('"n1"');
  });

  it('stops where it is asked to, keeps the format of the step, and goes on from there', async () => {
    trial = await make(4 * AT_ONCE);
    const stopped = await trial.run({ cut: { how: 'stop', at: 4 } });
    expect(stopped.end).to.equal('stopped');
    // A version that does not know the step must not use what the step has begun.
    expect(await trial.standing()).to.deep.equal({ format: 2, isUnfinished: true });
    const next = await trial.run({});
    expect(next.end).to.equal('done');
    expect(next.logged[0]).to.include({ msg: 'going on with the upgrade of the store' });
    expect(next.logged.at(-1)?.['done']).to.be.lessThan(8 * AT_ONCE);
    expect(await trial.records()).to.deep.equal(kinds(4 * AT_ONCE, 1));
  });

  it('begins nothing where it is asked to stop before', async () => {
    trial = await make(2);
    const { end, logged } = await trial.run({ cut: { how: 'stop', at: 1 } });
    expect(end).to.equal('stopped');
    expect(logged.filter(({ msg }) => msg === 'the store is upgraded')).to.deep.equal([]);
  });

  it('says every ten seconds how far it is', async () => {
    trial = await make(3 * AT_ONCE);
    const time = manualTimer();
    const { logged } = await trial.run({ time, eachStep: () => time.pass(4_000) });
    const told = logged.filter(({ msg }) => msg === 'the store is being upgraded');
    expect(told.map(({ ms }) => Number(ms))).to.include.members([12_000, 24_000]);
    expect(told.map(({ done }) => Number(done)).every((done) => done <= 6 * AT_ONCE)).to.equal(true);
    expect(time.pending()).to.equal(0);
  });

  it('comes to the same whatever cuts it', async () => {
    trial = await make(0);
    await fc.assert(
      fc.asyncProperty(cuts, fc.integer({ min: 0, max: 8 }), async (all, size) => {
        const one = await make(size, [3]);
        try {
          const ends: RunEnd[] = [];
          for (const cut of all) ends.push((await one.run({ cut })).end);
          expect((await one.run({})).end).to.equal('done');
          expect(await one.records(), ends.join()).to.deep.equal(kinds(size, 1, [3]));
          expect(await one.standing()).to.deep.equal({ format: 2, isUnfinished: false });
        } finally {
          await one.close();
        }
      }),
      { numRuns: runs },
    );
  });
};
