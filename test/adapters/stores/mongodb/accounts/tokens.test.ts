import { tokensContract } from '../../../../contracts/tokens.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openFresh } from '../fresh.js';

withMongodb(() => {
  tokensContract('MongoDB', () => openFresh());
});
