import { randomBytes } from 'node:crypto';
import { accountHealthContract } from '../../../../contracts/account-health.js';
import { accountsContract } from '../../../../contracts/accounts.js';
import { makeDatabase, withMongodb } from '../../../../support/mongodb/database.js';
import { damageAccount } from '../damage.js';
import { openFresh, openNode } from '../fresh.js';

const openStage = async (key?: Uint8Array) => {
  const records = await openFresh(key);
  return { ...records, damageAccount: (id: number) => damageAccount(records, id) };
};

/** A node, which works for the events of accounts. */
const openNodeStage = async () => {
  const { url, drop } = await makeDatabase();
  const node = await openNode(url);
  return {
    ...node,
    close: async () => {
      await node.close();
      await drop();
    },
  };
};

withMongodb(() => {
  accountsContract('MongoDB', () => openStage());
  accountsContract('MongoDB with a key', () => openStage(randomBytes(32)));
  accountHealthContract('MongoDB', openNodeStage);
});
