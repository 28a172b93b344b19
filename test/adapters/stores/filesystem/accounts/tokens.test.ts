import { tokensContract } from '../../../../contracts/tokens.js';
import { damageToken } from '../damage.js';
import { openFresh } from '../folder.js';

const openStage = async () => {
  const records = await openFresh();
  return { ...records, damageToken: (hash: string) => damageToken(records, hash) };
};

tokensContract('LMDB', () => openStage());
