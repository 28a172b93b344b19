import { erasingContract } from '../../../../contracts/erasing.js';
import { openErasingFolder } from './stage.js';

erasingContract('LMDB', openErasingFolder);
