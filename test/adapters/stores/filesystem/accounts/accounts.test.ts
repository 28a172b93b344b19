import { randomBytes } from 'node:crypto';
import { accountHealthContract } from '../../../../contracts/account-health.js';
import { accountsContract } from '../../../../contracts/accounts.js';
import { damageAccount } from '../damage.js';
import { openFresh } from '../folder.js';

const openStage = async (key?: Uint8Array) => {
  const records = await openFresh(key);
  return { ...records, damageAccount: (id: number) => damageAccount(records, id) };
};

accountsContract('LMDB', () => openStage());
accountsContract('LMDB with a key', () => openStage(randomBytes(32)));
accountHealthContract('LMDB', () => openStage());
