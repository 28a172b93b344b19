import { expect } from 'chai';
import { accountTables } from '../../../../../src/adapters/stores/filesystem/accounts/account-records.js';
import { indexAccount } from '../../../../../src/adapters/stores/filesystem/accounts/account-index.js';
import { filesystemAccounts } from '../../../../../src/adapters/stores/filesystem/accounts/accounts.js';
import { formatTables } from '../../../../../src/adapters/stores/filesystem/upgrade/format-records.js';
import { sealAccount } from '../../../../../src/adapters/stores/shared/sealing/secrets.js';
import { hashUnder } from '../../../../../src/adapters/stores/shared/verify-tokens.js';
import { type AccountId } from '../../../../../src/domain/model/account/account.js';
import { orThrow } from '../../../../../src/kit/or-throw.js';
import { plainSealer } from '../../../../../src/kit/crypto/sealer.js';
import { right } from '../../../../contracts/support.js';
import { account } from '../../../../support/happy-ports.js';
import { counting } from '../counting.js';
import { openFresh } from '../folder.js';

const hash = hashUnder('key');

/** How many reads the look-ups of the webhook and the probes cost among so many accounts of one business account. */
const costsAmong = async (count: number): Promise<Readonly<Record<string, number>>> => {
  const records = await openFresh();
  try {
    const tables = accountTables(records.environment);
    const made = Array.from({ length: count }, (_, index) => ({
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
    await orThrow(
      records.environment.write(() => ({
        answer: undefined,
        writes: made.flatMap((one) => [
          tables.accounts.put(one.id, sealAccount(one, plainSealer)),
          tables.phoneNumberIds.put(one.whatsapp.phoneNumberId, one.id),
          ...indexAccount(tables, hash, one),
        ]),
      })),
    );
    let reads = 0;
    const environment = counting(records.environment, (read) => (reads += read));
    const accounts = filesystemAccounts(environment, plainSealer, hash);
    const cost = async (work: () => Promise<unknown>): Promise<number> => {
      reads = 0;
      await work();
      return reads;
    };
    return {
      ready: await cost(() => right(environment.read(() => formatTables(environment).isThere()))),
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

describe('the look-ups of accounts in LMDB', () => {
  it('cost the same with 10 000 accounts as with a few', async () => {
    const few = await costsAmong(2);
    expect(few).to.deep.equal({
      ready: 1,
      handshake: 1,
      'wrong handshake': 1,
      'a number': 3,
      'a business account': 3,
      'a page of secrets': 3,
    });
    expect(await costsAmong(10_000)).to.deep.equal(few);
  });
});
