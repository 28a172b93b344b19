import { accountIndexContract, type OpenedAccounts } from '../../../../contracts/account-index.js';
import { makeDatabase, withMongodb } from '../../../../support/mongodb/database.js';
import { damageAccount, damageSecret, damageTokenKey } from '../damage.js';
import { openPatiently } from '../fresh.js';

const openAccounts = async (url: string, encryptionKey: Uint8Array | null): Promise<OpenedAccounts> => {
  const records = await openPatiently(url, encryptionKey);
  const collection = (name: string) => records.database.collection(name);
  return {
    accounts: records.accounts,
    damaged: records.damaged,
    forgetIndex: async () => {
      await collection('accounts').updateMany({}, { $unset: { verifyTokenHash: '' } });
      await collection('settings').deleteOne({ _id: 'verifyTokenKey' });
    },
    damageAccount: (id) => damageAccount(records, id),
    damageSecret: (id) => damageSecret(records, id),
    damageTokenKey: () => damageTokenKey(records),
    stored: async () => {
      const accounts = await collection('accounts')
        .find({ limits: { $ne: 'damaged' } })
        .toArray();
      return JSON.stringify([accounts, await collection('settings').find().toArray()]);
    },
    close: records.close,
  };
};

withMongodb(() => {
  accountIndexContract('MongoDB', async () => {
    const { url, drop } = await makeDatabase();
    return { open: (key) => openAccounts(url, key ?? null), close: drop };
  });
});
