import { expect } from 'chai';
import { isRight } from 'fp-ts/lib/Either.js';
import pino from 'pino';
import { type MongodbRecords, openMongodbNode } from '../../../../../src/adapters/stores/mongodb/records.js';
import { type AccountId } from '../../../../../src/domain/model/account/account.js';
import { right, whole } from '../../../../contracts/support.js';
import { manualTimer } from '../../../../kit/time/manual-timer.js';
import { makeDatabase, withMongodb } from '../../../../support/mongodb/database.js';
import { patience } from '../fresh.js';

const SECRET = `whsec_${'s'.repeat(43)}=`;

withMongodb(() => {
  describe('a database whose accounts had a webhook URL each', () => {
    it('has a disabled endpoint of each, says so, and gives the demo’s tokens the new scopes', async () => {
      const { url, db, drop } = await makeDatabase();
      const open = async (): Promise<MongodbRecords & { readonly logged: readonly string[] }> => {
        const logged: string[] = [];
        const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
        const upgrading = { log, stopping: new AbortController().signal, time: manualTimer() };
        const opened = await openMongodbNode({ url, encryptionKey: null, patience, time: manualTimer() }, upgrading);
        return isRight(opened) ? { ...opened.right, logged } : expect.fail(opened.left._tag);
      };
      const made = await open();
      await made.close();
      await db.collection('settings').updateOne({ _id: 'format' as never }, { $set: { number: 8 } });
      const account = (id: number, more: object) => ({
        ...{
          _id: id as never,
          id,
          mediaKey: String(id).repeat(43),
          sealed: false,
          demo: false,
          webhook: null,
          revision: 3,
        },
        ...{ numberClaim: `account:${id}`, verifyTokenHash: `none:${id}`, ...more },
      });
      await db
        .collection('accounts')
        .insertMany([
          account(1, { webhook: { url: 'https://crm.example.com/hook?token=secret', secret: SECRET } }),
          account(2, { demo: true }),
          account(3, { webhook: 'damaged' }),
          account(4, { webhook: { url: 'http://10.0.0.1/', secret: SECRET } }),
        ]);
      const token = (accountId: number, number: number, more: object) => ({
        ...{
          _id: `${accountId}${number}`.padEnd(64, 'f') as never,
          accountId,
          number,
          id: `tok_${accountId}_${number}`,
        },
        ...{ scopes: ['messages:send'], revokedAt: null, revision: 0, ...more },
      });
      await db
        .collection('tokens')
        .insertMany([
          token(1, 1, {}),
          token(2, 1, {}),
          token(2, 2, { revokedAt: 7 }),
          token(2, 3, { scopes: 'damaged' }),
        ]);

      const upgraded = await open();
      const [endpoint, ...more] = await whole(upgraded.endpoints.list(1 as AccountId));
      expect(more).to.deep.equal([]);
      expect(endpoint).to.deep.include({ secret: SECRET, events: null, behind: 0, oldSecret: null });
      expect(endpoint?.disabled?.reason).to.equal('by_hand');
      expect(await whole(upgraded.endpoints.list(2 as AccountId))).to.deep.equal([]);
      expect(await whole(upgraded.endpoints.list(4 as AccountId))).to.have.length(1);
      const log = upgraded.logged.join('');
      expect(log).to.include('which is disabled until it is enabled').and.include('https://crm.example.com/hook');
      expect(log).to.include('accounts/3').and.include('tokens/23ffffff"').and.not.include('secret');

      const [accounts, tokens] = [
        await db.collection('accounts').find().toArray(),
        await db.collection('tokens').find().toArray(),
      ];
      expect(accounts.map(({ webhook }): unknown => webhook)).to.deep.equal([
        undefined,
        undefined,
        'damaged',
        undefined,
      ]);
      expect(tokens.map(({ scopes }) => (scopes as string).length)).to.deep.equal([1, 6, 1, 'damaged'.length]);

      const before = await db.collection('webhookEndpoints').find().toArray();
      await db.collection('settings').updateOne({ _id: 'format' as never }, { $set: { number: 8 } });
      await db.collection('accounts').updateOne(
        { _id: 1 as never },
        {
          $set: { webhook: { url: 'https://crm.example.com/hook?token=secret', secret: SECRET } },
        },
      );
      const again = await open();
      expect(await db.collection('webhookEndpoints').find().toArray(), 'a batch that is repeated').to.deep.equal(
        before,
      );
      expect(await right(again.endpoints.remove(1 as AccountId, endpoint?.id ?? expect.fail()))).to.equal(true);
      for (const records of [upgraded, again]) await records.close();
      await drop();
    });
  });
});
