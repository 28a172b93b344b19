import { expect } from 'chai';
import { call } from '../support/http-client.js';
import { killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

describe('a server whose output nobody reads any more', () => {
  let folder: TempDir;

  beforeEach(async () => {
    folder = await makeTempDir();
  });
  afterEach(async () => {
    await killProcesses();
    await folder.remove();
  });

  it('answers all the same, and ends with 0', async () => {
    const postcard = startProcess({ DATA_DIR: folder.path });
    postcard.stopReading('stdout');
    const { rest } = await untilListening(postcard);
    postcard.stopReading('stderr');
    // More lines than a pipe holds.
    for (let n = 0; n < 500; n += 1)
      expect((await call(rest, { method: 'GET', path: `/nothing/${n}` })).status).to.equal(404);
    postcard.signal('SIGTERM');
    expect((await postcard.ended).code).to.equal(0);
  });
});
