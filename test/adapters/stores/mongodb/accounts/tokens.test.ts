import { tokensContract } from '../../../../contracts/tokens.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { damageToken } from '../damage.js';
import { openFresh } from '../fresh.js';

const openStage = async () => {
  const records = await openFresh();
  return { ...records, damageToken: (hash: string) => damageToken(records, hash) };
};

withMongodb(() => {
  tokensContract('MongoDB', () => openStage());
});
