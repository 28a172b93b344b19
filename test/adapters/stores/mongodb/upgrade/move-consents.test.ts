import { isRight } from 'fp-ts/lib/Either.js';
import { pino } from 'pino';
import { openMongodbNode } from '../../../../../src/adapters/stores/mongodb/records.js';
import { FORMER_FORMAT, formerConsentsContract } from '../../../../contracts/upgrade/former-consents.js';
import { manualTimer } from '../../../../kit/time/manual-timer.js';
import { makeDatabase, withMongodb } from '../../../../support/mongodb/database.js';
import { patience } from '../fresh.js';

withMongodb(() => {
  describe('a database whose contacts held their own consent', () => {
    formerConsentsContract(async ({ accounts, contacts }) => {
      const { url, db, drop } = await makeDatabase();
      await db.collection('settings').insertOne({ _id: 'format' as never, number: FORMER_FORMAT });
      await db.collection('accounts').insertMany(
        accounts.map((account) => ({
          ...{ ...account, _id: account['id'] as never, revision: 0 },
          ...{ numberClaim: `account:${String(account['id'])}`, verifyTokenHash: `none:${String(account['id'])}` },
        })),
      );
      await db.collection('contacts').insertMany(contacts.map((one) => ({ ...one, ordinal: one.id, revision: 0 })));
      return {
        open: async (encryptionKey) => {
          const logged: string[] = [];
          const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
          const upgrading = { log, stopping: new AbortController().signal, time: manualTimer() };
          const opened = await openMongodbNode({ url, encryptionKey, patience, time: manualTimer() }, upgrading);
          if (!isRight(opened)) throw new Error(opened.left._tag);
          const stored = () => db.collection('contacts').find({}).sort({ accountId: 1, id: 1 }).toArray();
          return { ...opened.right, stored, logged: () => logged.join('') };
        },
        remove: drop,
      };
    });
  });
});
