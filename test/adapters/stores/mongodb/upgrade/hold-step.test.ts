import { expect } from 'chai';
import { pino } from 'pino';
import { type Database } from '../../../../../src/adapters/stores/mongodb/database/database.js';
import { findStanding, openFormat } from '../../../../../src/adapters/stores/mongodb/upgrade/format-document.js';
import { holdStep } from '../../../../../src/adapters/stores/mongodb/upgrade/hold-step.js';
import { manualTimer } from '../../../../kit/time/manual-timer.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../../../../support/mongodb/database.js';
import { until } from '../../../../support/until.js';
import { openPatiently } from './trial.js';

withMongodb(() => {
  describe('the hold of a step', () => {
    let made: TestDatabase;
    let database: Database;

    beforeEach(async () => {
      made = await makeDatabase();
      database = await openPatiently(made.url);
      await openFormat(database, []);
    });
    afterEach(async () => {
      await database.close();
      await made.drop();
    });

    const node = () => {
      const time = manualTimer();
      const stopping = new AbortController();
      const upgrading = { log: pino({ level: 'silent' }), stopping: stopping.signal, time };
      return { time, stop: () => stopping.abort(), hold: () => holdStep(database, 2, upgrading) };
    };
    /** Lets a node look once more. */
    const looked = async ({ time }: ReturnType<typeof node>, milliseconds: number): Promise<void> => {
      await until('the pause of a node that waits', () => time.pending() > 0);
      time.pass(milliseconds);
    };
    const beatOf = async (): Promise<number> => (await findStanding(database))?.unfinished?.beat ?? -1;

    it('is had by one node of many that start at once', async () => {
      const nodes = Array.from({ length: 5 }, node);
      const holds = nodes.map(({ hold }) => hold());
      const first = await Promise.race(holds);
      expect(first?.place).to.deep.equal({ part: 0, after: null });
      nodes.forEach(({ stop }) => stop());
      expect((await Promise.all(holds)).filter((hold) => hold !== null)).to.have.length(1);
      await first?.release();
    });

    it('stays with a node that lives, however long it takes', async () => {
      const [one, other] = [node(), node()];
      const first = await one.hold();
      const waiting = other.hold();
      for (let second = 1; second <= 40; second += 1) {
        const before = await beatOf();
        one.time.pass(1_000);
        await until('a beat', async () => (await beatOf()) > before);
        await looked(other, 1_000);
      }
      other.stop();
      expect(await waiting).to.equal(null);
      expect(await first?.keep({ part: 0, after: 'x' })).to.equal(true);
      await first?.release();
    });

    it('goes to another once its node is dead, which goes on from its place; the dead one keeps nothing more', async () => {
      const [one, other] = [node(), node()];
      const first = await one.hold();
      expect(await first?.keep({ part: 1, after: 'place' })).to.equal(true);
      const waiting = other.hold();
      await looked(other, 10_000);
      await looked(other, 10_000);
      const second = await waiting;
      expect(second?.place).to.deep.equal({ part: 1, after: 'place' });
      expect(await first?.keep({ part: 1, after: 'late' })).to.equal(false);
      await first?.finish();
      expect((await findStanding(database))?.unfinished).to.include({ part: 1, after: 'place' });
      await second?.finish();
      expect(await findStanding(database)).to.include({ format: 2, unfinished: null });
    });

    it('is taken at once where it was given up', async () => {
      const first = await node().hold();
      await first?.keep({ part: 0, after: 7 });
      await first?.release();
      const second = await node().hold();
      expect(second?.place).to.deep.equal({ part: 0, after: 7 });
      await second?.release();
    });

    it('is not taken of a step that is done meanwhile', async () => {
      const [one, other] = [node(), node()];
      const first = await one.hold();
      const waiting = other.hold();
      await until('the pause of a node that waits', () => other.time.pending() > 0);
      await first?.finish();
      await looked(other, 1_000);
      expect(await waiting).to.equal(null);
    });
  });
});
