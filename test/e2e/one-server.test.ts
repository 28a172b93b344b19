import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { link, mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { call } from '../support/http-client.js';
import { postcard, postcardJson } from '../support/cli.js';
import { killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

const run = promisify(execFile);

describe('a data folder', () => {
  let folder: TempDir;

  beforeEach(async () => {
    folder = await makeTempDir();
  });
  afterEach(async () => {
    await killProcesses();
    await folder.remove();
  });

  const start = (name = 'data') => startProcess({ DATA_DIR: `${folder.path}/${name}` });

  it('has one server, and is open to the command line: a second server is refused with 78 and told why', async () => {
    const { rest } = await untilListening(start());
    const { code, stdout, stderr } = await start().ended;
    expect(code).to.equal(78);
    expect(stdout).to.equal('');
    expect(stderr).to.equal(`DATA_DIR: another server runs on ${folder.path}/data; stop it, or name another folder\n`);
    const accounts = await postcardJson({ DATA_DIR: `${folder.path}/data` }, 'account', 'list');
    expect(accounts).to.deep.include({ account_id: 1, name: 'Demo', phone_number_id: '100000000555001' });
    expect((await call(rest, { method: 'GET', path: '/readyz' })).status).to.equal(200);
  });

  it('has one server by whatever path: a link, a link to its records or to its data file, a hard link to that', async () => {
    await untilListening(start());
    const data = `${folder.path}/data`;
    await symlink(data, `${folder.path}/by-link`);
    for (const name of ['by-records', 'by-file', 'by-hard-link']) await mkdir(`${folder.path}/${name}`);
    await symlink(`${data}/records`, `${folder.path}/by-records/records`);
    for (const name of ['by-file', 'by-hard-link']) await mkdir(`${folder.path}/${name}/records`);
    await symlink(`${data}/records/records.mdb`, `${folder.path}/by-file/records/records.mdb`);
    await link(`${data}/records/records.mdb`, `${folder.path}/by-hard-link/records/records.mdb`);
    for (const name of ['by-link', 'by-records', 'by-file', 'by-hard-link']) {
      const { code, stderr } = await start(name).ended;
      expect(code, name).to.equal(78);
      expect(stderr, name).to.contain(
        name === 'by-hard-link'
          ? `${folder.path}/by-hard-link/records/records.mdb is the same file as one in another folder`
          : `another server runs on ${folder.path}/${name};`,
      );
    }
    const command = await postcard({ DATA_DIR: `${folder.path}/by-hard-link` }, 'account', 'list');
    expect(command.code).to.equal(78);
  });

  it('that was copied while its server runs is another one, and starts beside it', async () => {
    const server = start();
    await untilListening(server);
    // It may still write the demo's picture.
    await until('what it prints', () => (server.said().stdout.endsWith('\n\n') ? true : undefined));
    await run('cp', ['-a', `${folder.path}/data`, `${folder.path}/copy`]);
    await untilListening(start('copy'));
    expect((await start('copy').ended).code).to.equal(78);
    expect((await start().ended).code).to.equal(78);
  });

  it('that was moved while its server runs still has it', async () => {
    await untilListening(start());
    await rename(`${folder.path}/data`, `${folder.path}/moved`);
    expect((await start('moved').ended).code).to.equal(78);
  });

  it('gets exactly one of two servers that start at once', async () => {
    const pair = [start(), start()];
    const listening = await Promise.all(pair.map(({ listening }) => listening));
    expect(listening.filter((line) => line !== null)).to.have.length(1);
    const loser = pair[listening.indexOf(null)];
    expect((await loser?.ended)?.code).to.equal(78);
  });

  it('is not blocked by a server that was killed, or by a socket that no server wrote down', async () => {
    const killed = start();
    await untilListening(killed);
    killed.signal('SIGKILL');
    await killed.ended;
    const sockets = (await readdir(`${folder.path}/data/records`)).filter((name) => name.startsWith('server-'));
    expect(sockets).to.have.length(1);
    await writeFile(`${folder.path}/data/records/server-ffffffffffffffff`, '');
    const next = start();
    await untilListening(next);

    next.signal('SIGTERM');
    await next.ended;
    const stranger = createServer();
    stranger.listen(`${folder.path}/data/records/server-0000000000000000`);
    await once(stranger, 'listening');
    try {
      await untilListening(start());
    } finally {
      stranger.close();
    }
  });
});
