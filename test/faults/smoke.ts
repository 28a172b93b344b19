import { expect } from 'chai';
import { copyBuild } from './broken-builds.js';
import { parts } from './parts.js';
import { tell } from './report.js';
import { theBuild } from './stand.js';

/** A taste of one part, judged by what happened alone. The whole of it, and its figures, is `npm run test:faults`. */
export const itHoldsThrough = (name: keyof typeof parts.files): void => {
  describe('the service under fire', () => {
    it(`holds through ${name.replaceAll('-', ' ')}`, async function () {
      if (process.platform !== 'linux') {
        process.stderr.write('NOT RUN: the service under fire needs Linux\n');
        this.skip();
      }
      const build = await copyBuild();
      const rows = await parts.files[name]({ ...theBuild, dist: build.dist }, 'smoke').finally(build.remove);
      expect(rows).not.to.deep.equal([]);
      for (const row of rows) expect(row.holds, tell(row)).not.to.equal(false);
      const untried = rows.filter(({ holds }) => holds === null);
      for (const row of untried) process.stderr.write(`NOT RUN, ${tell(row)}\n`);
      if (untried.length === rows.length) this.skip();
    });
  });
};
