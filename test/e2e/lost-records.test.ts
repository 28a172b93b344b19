import { expect } from 'chai';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { openFilesystemRecords } from '../../src/adapters/stores/filesystem/records.js';
import { postcard } from '../support/cli.js';
import { multipartBody } from '../support/request-bodies.js';
import { killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { sample } from '../support/samples.js';
import { postMedia } from '../support/send.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

describe('media without their records', () => {
  let folder: TempDir;
  let data: string;

  beforeEach(async () => {
    folder = await makeTempDir();
    data = `${folder.path}/data`;
  });
  afterEach(async () => {
    await killProcesses();
    await folder.remove();
  });

  const published = async (): Promise<readonly string[]> =>
    (await readdir(`${data}/media`, { recursive: true })).filter((name) => /^.\/.{43}$/.test(name)).sort();

  /** Sends one picture and stops the server. */
  const sendOne = async (): Promise<void> => {
    const server = startProcess({ DATA_DIR: data });
    const { rest } = await untilListening(server);
    const token = await until('the token', () => /pc_[A-Za-z0-9_-]{43}/.exec(server.said().stdout)?.[0]);
    const picture = { name: 'sample.jpg', bytes: new Uint8Array(sample('jpg')) };
    const body = await multipartBody({ phone: '+14155550123', media_type: 'image' }, picture);
    expect((await postMedia({ url: rest, token }, body)).status).to.equal(200);
    server.signal('SIGTERM');
    expect((await server.ended).code).to.equal(0);
  };

  const expectRefused = async (): Promise<void> => {
    const files = await published();
    expect(files).to.have.length(1);
    const said =
      `${data}/records/records.mdb is missing or empty, and ${data}/media holds files, which a server without their ` +
      `records would delete; put the records back, restore a backup, or move ${data}/media away to start empty\n`;
    const { code, stderr } = await startProcess({ DATA_DIR: data }).ended;
    expect(code).to.equal(78);
    expect(stderr).to.contain(said);
    const command = await postcard({ DATA_DIR: data }, 'account', 'list');
    expect(command.code).to.equal(78);
    expect(command.stderr).to.contain(said.trim());
    expect(await published()).to.deep.equal(files);
  };

  it('stop the start, whether the records are gone, their file is gone, or they hold nothing', async () => {
    await sendOne();
    await rename(`${data}/records`, `${folder.path}/kept`);
    await expectRefused();
    expect(await readdir(data)).not.to.include('records');

    await mkdir(`${data}/records`);
    await expectRefused();
    expect(await readdir(`${data}/records`)).to.deep.equal([]);

    // What an earlier version made at its start, before it deleted the files.
    const { close } = await openFilesystemRecords({ dataDir: `${folder.path}/new`, encryptionKey: null });
    await close();
    await rm(`${data}/records`, { recursive: true });
    await cp(`${folder.path}/new/records`, `${data}/records`, { recursive: true });
    await expectRefused();

    await rm(`${data}/records`, { recursive: true });
    await rename(`${folder.path}/kept`, `${data}/records`);
    await sendOne();
    expect(await published()).to.have.length(1);
  });

  it('are no reason to stop where no file was published: a new store that was killed starts again', async () => {
    const { close } = await openFilesystemRecords({ dataDir: data, encryptionKey: null });
    await close();
    await mkdir(`${data}/media/A`, { recursive: true });
    await mkdir(`${data}/media/staging`);
    await cp(new URL(import.meta.url).pathname, `${data}/media/staging/${'x'.repeat(32)}`);
    await sendOne();
    expect(await published()).to.have.length(1);

    await rename(`${data}/media`, `${folder.path}/media`);
    await rm(`${data}/records`, { recursive: true });
    await sendOne();
  });
});
