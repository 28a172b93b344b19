import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { type MongodbRecords, openMongodbNode } from '../../../../src/adapters/stores/mongodb/records.js';
import { type UpgradeStopped } from '../../../../src/adapters/stores/shared/upgrade/run-steps.js';
import { manualTimer } from '../../../kit/time/manual-timer.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../../../support/mongodb/database.js';
import { startWire, type Wire } from '../../../support/mongodb/wire.js';
import { until } from '../../../support/until.js';
import { faultOf } from './fault-of.js';
import { patience } from './fresh.js';

const HOUR = 3_600_000;

withMongodb(() => {
  describe('an opening that takes long', () => {
    let database: TestDatabase;
    let wire: Wire;
    /** The command that the database works on until it is let go. */
    let slow: { readonly command: string; readonly collection: string };
    let isWorking: boolean;
    let letGo: () => void;
    let logged: readonly unknown[];

    beforeEach(async () => {
      logged = [];
      isWorking = false;
      const over = new Promise<void>((resolve) => (letGo = resolve));
      database = await makeDatabase();
      wire = await startWire(database.url, async (command, { carryOut }) => {
        if (command[slow.command] !== slow.collection) return carryOut();
        isWorking = true;
        await over;
        return carryOut();
      });
    });
    afterEach(async () => {
      await wire.close();
      await database.drop();
    });

    const open = (time = manualTimer(), stopping = new AbortController()) => {
      const log = (...[facts, text]: readonly unknown[]): void => void (logged = [...logged, [facts, text]]);
      const opening = openMongodbNode(
        // A connection that serves requests is given up after a silence this short.
        { url: wire.url, encryptionKey: null, patience: { ...patience, socket: 50 }, time },
        { log: { info: log, warn: log }, stopping: stopping.signal, time },
      );
      opening.catch(() => undefined);
      return { opening, time, stopping, working: until('the slow command', () => isWorking) };
    };
    const opened = async (opening: Promise<E.Either<UpgradeStopped, MongodbRecords>>): Promise<MongodbRecords> => {
      const records = await opening;
      if (E.isLeft(records)) throw new Error('it stopped');
      return records.right;
    };

    it('waits for an index build as long as it takes, and logs every 10 s what is being built', async () => {
      slow = { command: 'createIndexes', collection: 'messages' };
      const { opening, time, working } = open();
      await working;
      // Longer than a connection that serves requests may be silent.
      await new Promise((resolve) => setTimeout(resolve, 500));
      time.pass(10_000);
      time.pass(10_000);
      time.pass(HOUR);
      letGo();
      await (await opened(opening)).close();
      expect(logged).to.deep.equal(
        [10_000, 20_000, HOUR + 20_000].map((ms) => [{ collections: ['messages'], ms }, 'indexes are being built']),
      );
    });

    it('leaves an index build to the server when it is asked to stop', async () => {
      slow = { command: 'createIndexes', collection: 'contacts' };
      const { opening, stopping, working } = open();
      await working;
      stopping.abort();
      expect(await opening).to.have.nested.property('left._tag', 'UpgradeStopped');
      letGo();
    });

    it('waits for any other step longer than a caller would', async () => {
      slow = { command: 'find', collection: 'accounts' };
      const { opening, time, working } = open();
      await working;
      await new Promise((resolve) => setTimeout(resolve, 500));
      time.pass(59_000);
      letGo();
      await (await opened(opening)).close();
    });

    it('says that a step took too long, not that nothing runs there', async () => {
      slow = { command: 'find', collection: 'accounts' };
      const { opening, time, working } = open();
      await working;
      time.pass(61_000);
      const { _tag, sentence } = await faultOf(opened(opening));
      expect(_tag).to.equal('TooSlow');
      expect(sentence).to.match(/did not open in time .* start again when it has less to do$/);
      expect(sentence).to.not.match(/cannot be reached|running/);
      letGo();
    });

    it('ends where the database is lost meanwhile', async () => {
      slow = { command: 'createIndexes', collection: 'messages' };
      const { opening, working } = open();
      await working;
      await wire.close();
      expect(await faultOf(opened(opening))).to.include({ _tag: 'Unreachable' });
      wire = await startWire(database.url, (_command, { carryOut }) => carryOut());
    });
  });
});
