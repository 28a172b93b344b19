import { randomBytes } from 'node:crypto';
import { accountsContract } from '../../../../contracts/accounts.js';
import { openFresh } from '../folder.js';

accountsContract('LMDB', () => openFresh());
accountsContract('LMDB with a key', () => openFresh(randomBytes(32)));
