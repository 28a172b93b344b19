import { expect } from 'chai';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../../src/kit/files/make-folder.js';
import { makeTempDir } from '../../support/temp-dir.js';

describe('making a folder', () => {
  let root: Awaited<ReturnType<typeof makeTempDir>>;
  before(async () => void (root = await makeTempDir()));
  after(() => root.remove());

  it('makes those it lies in too, for their owner only, and may be asked again', async () => {
    for (let times = 0; times < 2; times += 1) await makeFolder(join(root.path, 'a', 'b', 'c'));
    for (const path of ['a', 'a/b', 'a/b/c']) {
      const stats = await stat(join(root.path, path));
      expect(stats.isDirectory()).to.equal(true);
      expect(stats.mode & 0o777).to.equal(0o700);
    }
  });

  it('gives up where the system makes none', async () => {
    const refused = await makeFolder('/proc/nope/a').catch((error: NodeJS.ErrnoException) => error.code);
    expect(refused).to.equal('ENOENT');
  });

  it('does not take a file for a folder', async () => {
    const refused = await makeFolder(join(import.meta.filename, 'a')).catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    expect(refused).to.equal('ENOTDIR');
  });
});
