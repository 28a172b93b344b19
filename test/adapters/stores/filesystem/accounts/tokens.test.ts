import { tokensContract } from '../../../../contracts/tokens.js';
import { openFresh } from '../folder.js';

tokensContract('LMDB', () => openFresh());
