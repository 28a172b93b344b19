import { isRight } from 'fp-ts/lib/Either.js';
import { pino } from 'pino';
import { openMongodbNode } from '../../../../../src/adapters/stores/mongodb/records.js';
import { formerWebhooksContract, WEBHOOK_FORMAT } from '../../../../contracts/upgrade/former-webhooks.js';
import { manualTimer } from '../../../../kit/time/manual-timer.js';
import { makeDatabase, withMongodb } from '../../../../support/mongodb/database.js';
import { patience } from '../fresh.js';

withMongodb(() => {
  describe('a database whose accounts had a webhook URL', () => {
    formerWebhooksContract(async ({ accounts, tokens }, isCut) => {
      const { url, db, drop } = await makeDatabase();
      await db.collection('settings').insertOne({
        ...{ _id: 'format' as never, number: WEBHOOK_FORMAT + (isCut ? 1 : 0) },
        ...(isCut ? { upgrade: { part: 0, after: null, holder: null, beat: 0 } } : {}),
      });
      await db.collection('accounts').insertMany(
        accounts.map((account) => ({
          ...{ ...account, _id: account['id'] as never, revision: 0 },
          ...{ numberClaim: `account:${String(account['id'])}`, verifyTokenHash: `none:${String(account['id'])}` },
        })),
      );
      await db.collection('tokens').insertMany(
        tokens.map((token) => ({
          ...{ ...token, _id: token.hash as never, number: Number(token.id.split('_')[2]), revision: 0 },
        })),
      );
      return {
        open: async (encryptionKey) => {
          const logged: string[] = [];
          const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
          const upgrading = { log, stopping: new AbortController().signal, time: manualTimer() };
          const opened = await openMongodbNode({ url, encryptionKey, patience, time: manualTimer() }, upgrading);
          if (!isRight(opened)) throw new Error(opened.left._tag);
          const stored = async () =>
            JSON.stringify([
              await db.collection('accounts').find({}).toArray(),
              await db.collection('webhookEndpoints').find({}).toArray(),
            ]);
          return { ...opened.right, stored, logged: () => logged.join('') };
        },
        remove: drop,
      };
    });
  });
});
