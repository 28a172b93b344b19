import { expect } from 'chai';
import { withMongodb } from '../../support/mongodb/database.js';
import { copyBuild } from '../broken-builds.js';
import { mongodbStore } from '../mongodb-store.js';
import { parts } from '../parts.js';
import { tell } from '../report.js';
import { theBuild } from '../stand.js';

withMongodb(() => {
  describe('the service under fire', () => {
    it('holds through elections', async function () {
      if (process.platform !== 'linux') this.skip();
      const build = await copyBuild();
      const trial = { ...theBuild, store: mongodbStore, dist: build.dist };
      const rows = await parts.MongoDB.elections(trial, 'smoke').finally(build.remove);
      for (const row of rows) expect(row.holds, tell(row)).to.equal(true);
    });
  });
});
