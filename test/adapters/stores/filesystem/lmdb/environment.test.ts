import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeDataDir } from '../folder.js';

const run = promisify(execFile);
const child = fileURLToPath(new URL('../../../../support/openings-child.ts', import.meta.url));

describe('the environment of all records', () => {
  it('opens and closes while the same process writes to the file through another, and neither waits for ever', async () => {
    const { dataDir, remove } = await makeDataDir();
    try {
      const options = { timeout: 110_000, killSignal: 'SIGKILL' as const };
      const { stdout } = await run(process.execPath, ['--import', 'tsx', child, dataDir, '15'], options);
      expect(stdout).to.equal('done');
    } finally {
      await remove();
    }
  });
});
