import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { makeTempDir } from '../../support/temp-dir.js';

const modules = {
  leaving: new URL('../../../src/kit/process/leave-at-once.ts', import.meta.url).href,
  log: new URL('../../../src/kit/logging/log.ts', import.meta.url).href,
};

/** Leaves while a thread that runs an LMDB transaction waits for this one. */
const leaver = (folder: string): string => `
  import { open } from 'lmdb';
  import { leaveAtOnce } from ${JSON.stringify(modules.leaving)};
  import { makeLog } from ${JSON.stringify(modules.log)};
  const records = open({ path: ${JSON.stringify(folder)}, overlappingSync: false });
  void records.transaction(() => 1);
  setImmediate(() => {
    const until = performance.now() + 300;
    while (performance.now() < until);
    makeLog('info').fatal('the last word');
    leaveAtOnce();
  });
`;

describe('Leaving at once', () => {
  it('ends a process in the middle of a transaction, after its last word', async () => {
    const folder = await makeTempDir();
    const words = ['--import', 'tsx', '--input-type=module', '-e', leaver(folder.path)];
    const cwd = fileURLToPath(new URL('../../..', import.meta.url));
    const child = spawn(process.execPath, words, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    await folder.remove();
    expect([code, signal], said).to.deep.equal([null, 'SIGKILL']);
    expect(said).to.contain('the last word');
  });
});
