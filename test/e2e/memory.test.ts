import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { MEGABYTE } from '../../src/domain/bytes.js';
import { killProcesses, type PostcardProcess, startProcess, untilListening } from '../support/postcard-process.js';
import { type Sender } from '../support/send.js';
import { type StreamedUpload, streamUpload } from '../support/stream-upload.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

describe('the memory of a server', () => {
  let folder: TempDir;
  let postcard: PostcardProcess;
  let sender: Sender;

  before(async function () {
    if (process.platform !== 'linux') this.skip();
    folder = await makeTempDir();
    postcard = startProcess({ DATA_DIR: folder.path });
    const { rest } = await untilListening(postcard);
    const token = await until('the demo token', () => /token is (pc_\S+)/.exec(postcard.said().stdout)?.[1]);
    sender = { url: rest, token };
    // The first request of a kind loads and compiles.
    await streamUpload(sender, { type: 'document', extension: 'pdf', sizeBytes: 4 * MEGABYTE });
  });
  after(async () => {
    await killProcesses();
    await folder?.remove();
  });

  const field = (name: 'VmHWM' | 'VmRSS'): number =>
    Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${postcard.pid}/status`, 'utf8'))?.[1]) / 1024;

  /** How many MiB more than before were held at the most while these uploads ran. */
  const growthDuring = async (uploads: readonly StreamedUpload[]): Promise<number> => {
    const before = field('VmRSS');
    // Makes the kernel forget the peak so far.
    writeFileSync(`/proc/${postcard.pid}/clear_refs`, '5');
    const answers = await Promise.all(uploads.map((upload) => streamUpload(sender, upload)));
    for (const { status, body } of answers) expect(status, JSON.stringify(body)).to.equal(200);
    return field('VmHWM') - before;
  };

  it('grows by less than 64 MiB for an upload of 100 MiB', async () => {
    expect(await growthDuring([{ type: 'document', extension: 'pdf', sizeBytes: 100 * MEGABYTE }])).to.be.lessThan(64);
  });

  it('grows by less than 200 MiB for twenty uploads at once of 16 MiB', async () => {
    const uploads = Array.from({ length: 20 }, (_, n): StreamedUpload => ({
      type: 'video',
      extension: 'mp4',
      // Different files: the same one twice would be kept once.
      sizeBytes: 16 * MEGABYTE - 8 * n,
    }));
    expect(await growthDuring(uploads)).to.be.lessThan(200);
  });
});
