import { expect } from 'chai';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { call } from '../support/http-client.js';
import { postcardJson } from '../support/cli.js';
import { killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

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

  it('gets exactly one of two servers that start at once', async () => {
    const pair = [start(), start()];
    const listening = await Promise.all(pair.map((postcard) => postcard.listening));
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
