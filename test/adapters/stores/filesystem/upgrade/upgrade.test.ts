import { upgradeContract } from '../../../../contracts/upgrade/upgrade.js';
import { makeTrial } from './trial.js';

describe('upgrading records in LMDB', () => {
  upgradeContract(makeTrial, 40);
});
