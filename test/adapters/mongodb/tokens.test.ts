import { tokensContract } from '../../contracts/tokens.js';
import { openFresh, withMongodb } from './database.js';

withMongodb(() => {
  tokensContract('MongoDB', () => openFresh());
});
