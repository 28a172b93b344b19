import { expect } from 'chai';
import { type BuildCopy, copyBuild } from './broken-builds.js';
import { parts } from './parts.js';
import { theBuild } from './stand.js';

/** The whole of it, with the figures that the README has, is `npm run test:faults`. */
describe('the service under fire, a taste of it', function () {
  this.timeout(120_000);
  let build: BuildCopy;
  before(async function () {
    if (process.platform !== 'linux') {
      process.stderr.write('NOT RUN: the service under fire needs Linux\n');
      this.skip();
    }
    build = await copyBuild();
  });
  after(() => (process.platform === 'linux' ? build.remove() : undefined));

  for (const [name, part] of Object.entries(parts.files))
    it(`holds through ${name.replaceAll('-', ' ')}`, async function () {
      const rows = await part({ ...theBuild, dist: build.dist }, 'smoke');
      for (const row of rows) expect(row.holds, `${row.trial}: ${row.measured}`).not.to.equal(false);
      const untried = rows.filter(({ holds }) => holds === null);
      for (const { trial, measured } of untried) process.stderr.write(`NOT RUN, ${trial}: ${measured}\n`);
      if (untried.length > 0 && untried.length === rows.length) this.skip();
    });
});
