import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

const serve = new URL('../../src/app/serve.ts', import.meta.url).href;

/** A server whose stores are being upgraded for as long as nothing stops it. */
const script = `
  import { serve } from '${serve}';
  await serve(process.env, (_config, { stopping }) => new Promise((resolve) => {
    const alive = setInterval(() => undefined, 1_000);
    stopping.addEventListener('abort', () => { clearInterval(alive); resolve(null); });
    process.stdout.write('upgrading');
  }));
`;

describe('a server that is asked to stop while its store is upgraded', () => {
  let folder: TempDir;
  beforeEach(async () => (folder = await makeTempDir()));
  afterEach(() => folder.remove());

  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    it(`ends with 0 at ${signal}, opens no port, and says that the next start goes on`, async () => {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
        env: { PATH: process.env['PATH'] ?? '', DATA_DIR: folder.path },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const stderr = text(child.stderr);
      const exit = once(child, 'exit');
      await once(child.stdout, 'data');
      child.kill(signal);
      expect(await exit).to.deep.equal([0, null]);
      expect(await stderr)
        .to.contain('stopped before the store was up to date; the next start goes on with it')
        .and.not.contain('listening');
    });
});
