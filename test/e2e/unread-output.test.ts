import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { call } from '../support/http-client.js';
import { killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

describe('a server whose output goes nowhere', () => {
  let folder: TempDir;

  beforeEach(async () => {
    folder = await makeTempDir();
  });
  afterEach(async () => {
    await killProcesses();
    await folder.remove();
  });

  /** Asks so often that its log is longer than a pipe and its readers hold. */
  const askOften = async (url: string): Promise<void> => {
    for (let n = 0; n < 1_000; n += 50)
      for (const { status } of await Promise.all(
        Array.from({ length: 50 }, () => call(url, { method: 'GET', path: '/nothing' })),
      ))
        expect(status).to.equal(404);
  };

  for (const [what, how] of [
    ['is gone', 'close'],
    ['does not read', 'stall'],
  ] as const)
    it(`because its reader ${what} answers all the same, and ends with 0`, async () => {
      const postcard = startProcess({ DATA_DIR: folder.path });
      if (how === 'close') postcard.stopReading('stdout', how);
      const { rest } = await untilListening(postcard);
      postcard.stopReading('stderr', how);
      await askOften(rest);
      postcard.signal('SIGTERM');
      expect(await postcard.ended).to.deep.include({ code: 0, signal: null });
    });

  it('because the disk of its log is full answers all the same, and ends with 0', async function () {
    if (process.platform !== 'linux') this.skip();
    const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env['PATH'], DATA_DIR: folder.path, PORT: '0', GRPC_PORT: '0', SANDBOX_PORT: '0' },
      stdio: ['ignore', 'pipe', openSync('/dev/full', 'w')],
    });
    const ended = once(child, 'exit');
    try {
      const [printed] = (await once(child.stdout as NodeJS.EventEmitter, 'data')) as [Buffer];
      const url = /listens at ([^\s,]+)/.exec(printed.toString())?.[1] ?? '';
      await askOften(url);
      child.kill('SIGTERM');
      expect(await ended).to.deep.equal([0, null]);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
