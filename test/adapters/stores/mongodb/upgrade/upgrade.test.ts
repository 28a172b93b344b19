import { upgradeContract } from '../../../../contracts/upgrade/upgrade.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { makeTrial } from './trial.js';

withMongodb(() => {
  describe('upgrading records in MongoDB', () => {
    upgradeContract(makeTrial, 6);
  });
});
