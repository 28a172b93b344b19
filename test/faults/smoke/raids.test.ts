import { expect } from 'chai';
import { type BuildCopy, copyBuild } from '../broken-builds.js';
import { type RaidName, raids } from '../raids/raids.js';
import { tell } from '../report.js';
import { raidRow } from '../rows/raids.js';
import { openScene, type Scene } from '../siege/scene.js';
import { theBuild } from '../stand.js';

/** Others name more accounts by the same raid. */
const NAMES = (Object.keys(raids) as RaidName[]).filter(
  (name) => name !== 'unsigned webhooks that name 3 000 accounts',
);

/** A taste of each raid, one after the other on one server, judged by the answers alone. */
describe('the service beside hostile callers', () => {
  let build: BuildCopy | null = null;
  let scene: Scene | null = null;

  before(async function () {
    if (process.platform !== 'linux') {
      process.stderr.write('NOT RUN: the service beside hostile callers needs Linux\n');
      this.skip();
    }
    build = await copyBuild();
    scene = await openScene({ ...theBuild, dist: build.dist }, { tokens: 5, named: 20 });
  });

  after(async () => {
    await scene?.close();
    await build?.remove();
  });

  for (const name of NAMES)
    it(`bears ${name}`, async () => {
      if (scene === null) throw new Error('there is no server');
      const row = await raidRow(scene, name, 'smoke');
      expect(row.holds, tell(row)).to.equal(true);
    });
});
