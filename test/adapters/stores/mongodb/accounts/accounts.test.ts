import { randomBytes } from 'node:crypto';
import { accountHealthContract } from '../../../../contracts/account-health.js';
import { accountsContract } from '../../../../contracts/accounts.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { damageAccount } from '../damage.js';
import { openFresh } from '../fresh.js';

const openStage = async (key?: Uint8Array) => {
  const records = await openFresh(key);
  return { ...records, damageAccount: (id: number) => damageAccount(records, id) };
};

withMongodb(() => {
  accountsContract('MongoDB', () => openStage());
  accountsContract('MongoDB with a key', () => openStage(randomBytes(32)));
  accountHealthContract('MongoDB', () => openStage(), { keepsEvents: false });
});
