import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { postcardJsonHere } from '../cli/in-process.js';
import { killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

describe('a store with an encryption key', () => {
  let folder: TempDir;
  const ENCRYPTION_KEY = randomBytes(32).toString('base64');

  before(async () => {
    folder = await makeTempDir();
    await postcardJsonHere({ DATA_DIR: folder.path }, 'account', 'create', '--name', 'Acme');
    await postcardJsonHere({ DATA_DIR: folder.path }, 'account', 'set', '1', '--access-token', 'EAAGmarked');
    // The key is set over what is there.
    await postcardJsonHere({ DATA_DIR: folder.path, ENCRYPTION_KEY }, 'account', 'list');
  });
  after(async () => {
    await killProcesses();
    await folder.remove();
  });

  for (const [what, settings] of [
    ['another', { ENCRYPTION_KEY: randomBytes(32).toString('base64') }],
    ['none', {}],
  ] as const)
    it(`is not served with ${what}: the start ends with 78 and a line that says why`, async () => {
      const { code, stdout, stderr } = await startProcess({ DATA_DIR: folder.path, ...settings }).ended;
      expect(code).to.equal(78);
      expect(stdout).to.equal('');
      expect(stderr).to.match(/^[^\n]*ENCRYPTION_KEY[^\n]*\n$/);
    });

  it('is served with its own', async () => {
    const postcard = startProcess({ DATA_DIR: folder.path, ENCRYPTION_KEY });
    await untilListening(postcard);
    expect(postcard.said().stderr).not.to.contain('"level":"warn"');
  });
});
