import { expect } from 'chai';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivateFile } from '../../../src/kit/files/private-file.js';
import { makeTempDir, type TempDir } from '../../support/temp-dir.js';

describe('a private file', () => {
  let folder: TempDir;

  beforeEach(async () => {
    folder = await makeTempDir();
  });
  afterEach(() => folder.remove());

  const expectPrivate = async (path: string, text: string): Promise<void> => {
    expect(await readFile(path, 'utf8')).to.equal(text);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    expect(await readdir(folder.path)).to.have.length(1);
  };

  it('is for its owner only, whatever the mask', async () => {
    const mask = process.umask(0);
    try {
      await writePrivateFile(join(folder.path, 'token'), 'secret\n');
      await expectPrivate(join(folder.path, 'token'), 'secret\n');
    } finally {
      process.umask(mask);
    }
  });

  it('takes the place of one that others may read, and of another writer at the same time', async () => {
    const path = join(folder.path, 'token');
    await writeFile(path, 'old');
    await chmod(path, 0o666);
    await Promise.all(['a', 'b', 'c'].map((text) => writePrivateFile(path, text.repeat(10_000))));
    const text = await readFile(path, 'utf8');
    await expectPrivate(path, (text[0] ?? '').repeat(10_000));
  });

  it('leaves nothing behind where it cannot be put', async () => {
    await mkdir(join(folder.path, 'token', 'taken'), { recursive: true });
    const error = await writePrivateFile(join(folder.path, 'token'), 'secret').catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Error);
    expect(await readdir(folder.path)).to.deep.equal(['token']);
  });
});
