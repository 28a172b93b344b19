import { expect } from 'chai';
import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { postcard } from '../support/cli.js';
import { killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

describe('records that are damaged', () => {
  let folder: TempDir;
  let file: string;
  let whole: Buffer;

  before(async () => {
    folder = await makeTempDir();
    file = `${folder.path}/records/records.mdb`;
    const first = startProcess({ DATA_DIR: folder.path });
    await untilListening(first);
    first.signal('SIGTERM');
    await first.ended;
    whole = await readFile(file);
  });
  after(async () => {
    await killProcesses();
    await folder.remove();
  });

  const damages: Readonly<Record<string, () => Promise<void>>> = {
    'cut in the middle': () => truncate(file, Math.floor(whole.length / 2)),
    'cut to nothing': () => truncate(file, 0),
    'of another program': () => writeFile(file, Buffer.from('SQLite format 3\0'.repeat(1_000))),
  };

  for (const [what, damage] of Object.entries(damages))
    it(`stop the start with 78 and their name where they are ${what}, and are left as they are`, async () => {
      await writeFile(file, whole);
      await damage();
      const damaged = await readFile(file);
      const { code, signal, stdout, stderr } = await startProcess({ DATA_DIR: folder.path }).ended;
      expect({ code, signal }).to.deep.equal({ code: 78, signal: null });
      expect(stdout).to.equal('');
      expect(stderr)
        .to.match(/^[^\n]+\n$/)
        .and.contain(file);
      expect((await readFile(file)).equals(damaged)).to.equal(true);
    });

  it('stop the command line likewise', async () => {
    await writeFile(file, whole);
    await truncate(file, Math.floor(whole.length / 2));
    const { code, stderr } = await postcard({ DATA_DIR: folder.path }, 'account', 'list');
    expect(code).to.equal(78);
    expect(stderr).to.contain(file);
    expect((await stat(file)).size).to.equal(Math.floor(whole.length / 2));
  });
});
