import { expect } from 'chai';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { builtModules, readStamp, sourceDigest, sourceModules, writeStamp } from '../../deploy/build/files.mjs';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

describe('what dist is built from', () => {
  let folder: TempDir;

  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder.path, name)), { recursive: true });
    await writeFile(join(folder.path, name), text);
  };

  beforeEach(async () => {
    folder = await makeTempDir();
    for (const name of ['tsconfig.json', 'tsconfig.build.json', 'src/main.ts', 'src/kit/a.ts']) await write(name, name);
  });
  afterEach(() => folder.remove());

  it('has no digest without src, or with an empty one', async () => {
    await rm(join(folder.path, 'src'), { recursive: true });
    expect(sourceDigest(folder.path)).to.equal(null);
    await mkdir(join(folder.path, 'src/kit'), { recursive: true });
    expect(sourceDigest(folder.path)).to.equal(null);
  });

  it('has the same digest when it is written again', async () => {
    const before = sourceDigest(folder.path);
    expect(before).to.match(/^[0-9a-f]{64}$/);
    await write('src/main.ts', 'src/main.ts');
    expect(sourceDigest(folder.path)).to.equal(before);
  });

  it('has another digest for each change: of content, name, number, kind, settings', async () => {
    const seen = [sourceDigest(folder.path)];
    const changes = [
      () => write('src/main.ts', 'other'),
      () => rename(join(folder.path, 'src/kit/a.ts'), join(folder.path, 'src/kit/b.ts')),
      () => write('src/added.ts', ''),
      () => rm(join(folder.path, 'src/added.ts')).then(() => write('src/adde', 'd.ts')),
      () => write('src/console/page.html', '<p>'),
      () => write('tsconfig.build.json', '{}'),
    ];
    for (const change of changes) {
      await change();
      seen.push(sourceDigest(folder.path));
    }
    expect(new Set(seen).size).to.equal(seen.length);
  });

  it('names modules by their paths, without declarations and maps', async () => {
    await write('src/kit/globals.d.ts', '');
    for (const name of ['.tsbuildinfo', 'main.js', 'main.js.map', 'kit/a.js']) await write(`dist/${name}`, '');
    expect(sourceModules(folder.path)).to.deep.equal(['kit/a', 'main']);
    expect(builtModules(folder.path)).to.deep.equal(['kit/a', 'main']);
  });

  it('keeps a stamp, in a dist that it makes', () => {
    const stamp = { digest: 'a1', modules: ['main'] };
    writeStamp(folder.path, stamp);
    expect(readStamp(folder.path)).to.deep.equal(stamp);
  });

  for (const text of ['', '{', 'null', '[]', '{"digest":1,"modules":[]}', '{"digest":"a"}', '{"modules":[]}'])
    it(`reads no stamp from ${text === '' ? 'an empty file' : text}`, async () => {
      await write('dist/.built.json', text);
      expect(readStamp(folder.path)).to.equal(null);
    });
});
