import { randomBytes } from 'node:crypto';
import { accountsContract } from '../../../../contracts/accounts.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openFresh } from '../fresh.js';

withMongodb(() => {
  accountsContract('MongoDB', () => openFresh());
  accountsContract('MongoDB with a key', () => openFresh(randomBytes(32)));
});
