import { randomBytes } from 'node:crypto';
import { accountsContract } from '../../contracts/accounts.js';
import { openFresh, withMongodb } from './database.js';

withMongodb(() => {
  accountsContract('MongoDB', () => openFresh());
  accountsContract('MongoDB with a key', () => openFresh(randomBytes(32)));
});
