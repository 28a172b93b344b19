import { expect } from 'chai';
import { makeDatabase, type TestDatabase, withMongodb } from '../../../support/mongodb/database.js';
import {
  type FakeReplicaSet,
  type Monitoring,
  startReplicaSet,
  type StepDownCode,
  stepDownCodes,
} from '../../../support/mongodb/replica-set.js';
import { right } from '../../../contracts/support.js';
import { type MongodbRecords, openMongodbRecords } from '../../../../src/adapters/stores/mongodb/records.js';

withMongodb(() => {
  describe('a write during an election', () => {
    let database: TestDatabase;
    let set: FakeReplicaSet;
    let records: MongodbRecords;

    const open = async (monitoring: Monitoring): Promise<void> => {
      database = await makeDatabase();
      set = await startReplicaSet(database.url, monitoring);
      records = await openMongodbRecords({ url: set.url, encryptionKey: null });
    };
    afterEach(async () => {
      await records.close();
      await set.close();
      await database.drop();
    });

    for (const monitoring of ['asked', 'telling'] as const)
      for (const code of Object.keys(stepDownCodes).map(Number) as StepDownCode[]) {
        it(`succeeds where the election was over before the refusal (${code}, the state is ${monitoring})`, async () => {
          await open(monitoring);
          await set.greeted();
          set.refuseOne(code);
          await right(records.accounts.create({ name: 'Acme', demo: false }, Date.now()));
          expect(set.refused()).to.equal(1);
        });

        it(`succeeds where a primary is elected meanwhile (${code}, the state is ${monitoring})`, async () => {
          await open(monitoring);
          set.stepDown(code);
          const writing = right(records.accounts.create({ name: 'Acme', demo: false }, Date.now()));
          await set.greeted();
          set.elect();
          await writing;
          expect(await database.db.collection('accounts').countDocuments()).to.equal(1);
        });
      }
  });
});
