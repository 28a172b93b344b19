import { expect } from 'chai';
import { answerOf, type ClosingServer, framings, startClosingServer } from '../support/closes/closing-server.js';
import { killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { bufferOfSize } from '../support/sample-of-size.js';
import { sample } from '../support/samples.js';
import { postMedia } from '../support/send.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const SENDS = 60;
const AT_ONCE = 3;

describe('A media_url of a server that closes behind its answer', () => {
  let server: ClosingServer;
  let folder: TempDir;
  before(async () => {
    server = await startClosingServer();
    folder = await makeTempDir();
  });
  after(async () => {
    await killProcesses();
    await server.stop();
    await folder.remove();
  });

  it('is sent, and the service goes on', async () => {
    const postcard = startProcess({
      DATA_DIR: folder.path,
      FETCH_ALLOWED_HOSTS: `127.0.0.1:${server.port}`,
    });
    const { rest } = await untilListening(postcard);
    const token = (await readFile(join(folder.path, 'demo-token'), 'utf8')).trim();
    const files = [90_000, 300_000].map((size) => bufferOfSize('pdf', size));
    let begun = 0;
    const work = async (): Promise<void> => {
      while (begun < SENDS) {
        const n = begun++;
        const framing = framings[n % framings.length] ?? 'length';
        const answer = answerOf(framing, files[n % 2] ?? sample('pdf'), 'application/pdf');
        server.next({ answer, at: answer.bytes.length, closing: n % 4 < 2 ? 'end' : 'late end' });
        const body = Buffer.from(
          JSON.stringify({
            phone: '14155550123',
            media_type: 'document',
            media_url: server.url.replace('.png', '.pdf'),
          }),
        );
        const sent = await postMedia({ url: rest, token }, { headers: { 'content-type': 'application/json' }, body });
        expect(sent.status, sent.body.toString()).to.equal(200);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    postcard.signal('SIGTERM');
    expect((await postcard.ended).code).to.equal(0);
  });
});
