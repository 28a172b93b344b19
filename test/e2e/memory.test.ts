import { expect } from 'chai';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MEGABYTE } from '../../src/domain/model/bytes.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { type Sender } from '../support/send.js';
import { type StreamedUpload, streamUpload } from '../support/stream-upload.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** MiB that something still refers to, in buffers and elsewhere: garbage, and when it is collected, is no part of it. */
const held = (): number => {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MEGABYTE;
};

/**
 * What a server holds of the bytes that run through it, caller and recipient in the same process included. How far
 * the memory of a server's process grows, garbage and all, depends on the machine: `npm run bench:memory` measures it.
 */
describe('the memory of a server', () => {
  let world: PostcardWorld;
  let sender: Sender;

  before(async () => {
    world = await startPostcard();
    sender = { url: world.url, token: await world.newToken((await world.newAccount()).id) };
    // The first request of a kind loads and compiles.
    await streamUpload(sender, { type: 'document', extension: 'pdf', sizeBytes: 4 * MEGABYTE });
  });
  after(() => world.close());

  /** The most that is held above what was before, looked at each time that so many bytes more are on their way. */
  const heldDuring = async (uploads: readonly StreamedUpload[], every: number): Promise<number> => {
    const before = held();
    let most = 0;
    let looks = 0;
    let unseen = 0;
    const onPiece = (bytes: number): void => {
      unseen += bytes;
      if (unseen < every) return;
      unseen = 0;
      looks += 1;
      most = Math.max(most, held() - before);
    };
    const answers = await Promise.all(uploads.map((upload) => streamUpload(sender, upload, onPiece)));
    for (const { status, body } of answers) expect(status, JSON.stringify(body)).to.equal(200);
    expect(looks).to.be.at.least(9);
    return most;
  };

  it('holds less than 64 MiB of an upload of 100 MiB at any moment', async () => {
    const upload = { type: 'document', extension: 'pdf', sizeBytes: 100 * MEGABYTE } as const;
    expect(await heldDuring([upload], 10 * MEGABYTE)).to.be.lessThan(64);
  });

  it('holds less than 200 MiB of twenty uploads at once of 16 MiB at any moment', async () => {
    const uploads = Array.from({ length: 20 }, (_, n): StreamedUpload => ({
      type: 'video',
      extension: 'mp4',
      // Different files: the same one twice would be kept once.
      sizeBytes: 16 * MEGABYTE - 8 * n,
    }));
    expect(await heldDuring(uploads, 32 * MEGABYTE)).to.be.lessThan(200);
  });
});
