import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

const VICTIM = 'what another program keeps';

describe('a link in the data folder', () => {
  let folder: TempDir;
  let data: string;
  let victim: string;

  beforeEach(async () => {
    folder = await makeTempDir();
    data = `${folder.path}/data`;
    victim = `${folder.path}/victim`;
    await mkdir(data);
    await writeFile(victim, VICTIM, { mode: 0o644 });
  });
  afterEach(async () => {
    await killProcesses();
    await folder.remove();
  });

  /** Starts a server, waits until it has printed all it prints, and stops it. */
  const startOnce = async (): Promise<string> => {
    const postcard = startProcess({ DATA_DIR: data });
    await untilListening(postcard);
    await until('what it prints', () => (postcard.said().stdout.endsWith('\n\n') ? true : undefined));
    postcard.signal('SIGTERM');
    const { code, stdout } = await postcard.ended;
    expect(code).to.equal(0);
    return stdout;
  };
  const expectUnhurt = async (): Promise<void> => {
    expect(await readFile(victim, 'utf8')).to.equal(VICTIM);
    expect((await stat(victim)).mode & 0o777).to.equal(0o644);
  };

  for (const name of ['postcard.jpg', 'demo-token', 'sandbox.json', 'records/records.mdb-identity'])
    it(`is replaced where ${name} belongs, and what it leads to is left alone`, async () => {
      await startOnce();
      await unlink(`${data}/${name}`);
      await symlink(victim, `${data}/${name}`);
      await startOnce();
      expect((await lstat(`${data}/${name}`)).isFile()).to.equal(true);
      await expectUnhurt();
    });

  it('to something without an end stops no start, and neither does a pipe', async () => {
    await startOnce();
    for (const name of ['demo-token', 'sandbox.json']) await unlink(`${data}/${name}`);
    await symlink('/dev/zero', `${data}/demo-token`);
    execFileSync('mkfifo', [`${data}/sandbox.json`]);
    await startOnce();
    for (const name of ['demo-token', 'sandbox.json']) expect((await lstat(`${data}/${name}`)).isFile()).to.equal(true);
  });

  it('is no reason to write the picture anew: it is written once, and again where its bytes are wrong', async () => {
    await startOnce();
    const { ino } = await stat(`${data}/postcard.jpg`);
    const picture = await readFile(`${data}/postcard.jpg`);
    await startOnce();
    expect((await stat(`${data}/postcard.jpg`)).ino).to.equal(ino);
    await writeFile(`${data}/postcard.jpg`, picture.subarray(1));
    await startOnce();
    expect((await readFile(`${data}/postcard.jpg`)).equals(picture)).to.equal(true);
  });

  it('keeps no server from starting where the picture cannot be written', async () => {
    await mkdir(`${data}/postcard.jpg/full`, { recursive: true });
    expect(await startOnce())
      .to.contain('The demo token is')
      .and.not.to.contain('curl');
  });

  for (const name of ['staging', 'A'])
    it(`in place of media/${name} is refused with 78, and what it leads to is left alone`, async () => {
      await startOnce();
      const elsewhere = `${folder.path}/elsewhere`;
      await mkdir(elsewhere);
      await writeFile(`${elsewhere}/${'A'.repeat(43)}`, VICTIM);
      await rm(`${data}/media/${name}`, { recursive: true });
      await symlink(elsewhere, `${data}/media/${name}`);
      const { code, stderr } = await startProcess({ DATA_DIR: data }).ended;
      expect(code).to.equal(78);
      expect(stderr).to.contain(
        `${data}/media/${name} is not a folder of its own; remove it, or make ${data}/media the link\n`,
      );
      expect(await readdir(elsewhere)).to.deep.equal(['A'.repeat(43)]);
    });

  it('in place of the lock of the records is refused with 78, also in a copy, and nothing else is touched', async () => {
    await startOnce();
    await rename(data, `${data}-kept`);
    await cp(`${data}-kept`, data, { recursive: true });
    await rm(`${data}/records/records.mdb-lock`);
    await symlink(victim, `${data}/records/records.mdb-lock`);
    const { code, stderr } = await startProcess({ DATA_DIR: data }).ended;
    expect(code).to.equal(78);
    expect(stderr).to.contain(`${data}/records/records.mdb-lock is not a file of its own; remove it`);
    await expectUnhurt();
  });

  it('may lead records and media to another disk', async () => {
    for (const name of ['records', 'media']) {
      await mkdir(`${folder.path}/disk/${name}`, { recursive: true });
      await symlink(`${folder.path}/disk/${name}`, `${data}/${name}`);
    }
    await startOnce();
    await startOnce();
    expect(await readdir(`${folder.path}/disk/media`)).to.have.length(66);
  });
});
