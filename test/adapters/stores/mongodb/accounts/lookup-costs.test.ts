import { expect } from 'chai';
import { besideAccount } from '../../../../../src/adapters/stores/mongodb/accounts/account-documents.js';
import { mongodbAccounts } from '../../../../../src/adapters/stores/mongodb/accounts/accounts.js';
import { type Database } from '../../../../../src/adapters/stores/mongodb/database/database.js';
import { findFormat } from '../../../../../src/adapters/stores/mongodb/upgrade/format-document.js';
import { sealAccount } from '../../../../../src/adapters/stores/shared/sealing/secrets.js';
import { hashUnder } from '../../../../../src/adapters/stores/shared/verify-tokens.js';
import { type AccountId } from '../../../../../src/domain/model/account/account.js';
import { plainSealer } from '../../../../../src/kit/crypto/sealer.js';
import { right } from '../../../../contracts/support.js';
import { account } from '../../../../support/happy-ports.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openFresh } from '../fresh.js';

const hash = hashUnder('key');

/** The same database; `count` is called with how many documents each query gives, at least 1. */
const counting = (database: Database, count: (read: number) => void): Database => ({
  ...database,
  within: async (work, ...patience) => {
    const answer = await database.within(work, ...patience);
    count(Array.isArray(answer) ? Math.max(answer.length, 1) : 1);
    return answer;
  },
});

/** How many documents the look-ups of the webhook and the probes give among so many accounts of one business account. */
const costsAmong = async (size: number): Promise<Readonly<Record<string, number>>> => {
  const records = await openFresh();
  try {
    const made = Array.from({ length: size }, (_, index) => ({
      ...account,
      id: (index + 1) as AccountId,
      whatsapp: {
        phoneNumberId: `1${index + 1}`,
        businessAccountId: '900',
        accessToken: null,
        appSecret: `s${index + 1}`,
        verifyToken: 'v',
      },
    }));
    await records.database.collection('accounts').insertMany(
      made.map((one) => ({
        ...sealAccount(one, plainSealer),
        _id: one.id,
        revision: 0,
        ...besideAccount(one, hash),
      })),
    );
    let reads = 0;
    const database = counting(records.database, (read) => (reads += read));
    const accounts = mongodbAccounts(database, plainSealer, hash, { ...records.events, tell: () => undefined });
    const cost = async (work: () => Promise<unknown>): Promise<number> => {
      reads = 0;
      await work();
      return reads;
    };
    return {
      ready: await cost(() => findFormat(database)),
      handshake: await cost(() => right(accounts.hasVerifyToken('v'))),
      'wrong handshake': await cost(() => right(accounts.hasVerifyToken('w'))),
      'a number': await cost(() => right(accounts.byPhoneNumberIds(['11']))),
      'a business account': await cost(() => right(accounts.byBusinessAccountIds(['900'], { after: null, limit: 1 }))),
      'a page of secrets': await cost(() => right(accounts.appSecrets({ after: null, limit: 1 }))),
    };
  } finally {
    await records.close();
  }
};

withMongodb(() => {
  describe('the look-ups of accounts in MongoDB', () => {
    it('cost the same with 10 000 accounts as with a few', async () => {
      const few = await costsAmong(2);
      expect(few).to.deep.equal({
        ready: 1,
        handshake: 1,
        'wrong handshake': 1,
        'a number': 1,
        'a business account': 2,
        'a page of secrets': 2,
      });
      expect(await costsAmong(10_000)).to.deep.equal(few);
    });
  });
});
