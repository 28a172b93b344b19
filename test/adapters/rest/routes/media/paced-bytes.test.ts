import { Semaphore } from 'async-mutex';
import { expect } from 'chai';
import { pacedBytes } from '../../../../../src/adapters/rest/routes/media/paced-bytes.js';
import { settled } from '../../../../support/at-rest.js';

/** A file of three pieces, which counts those that were read, and says whether it was closed. */
const file = () => {
  let read = 0;
  let isClosed = false;
  const bytes = async function* () {
    try {
      while (read < 3) {
        read += 1;
        yield Buffer.from([read]);
      }
    } finally {
      isClosed = true;
    }
  };
  return { bytes: bytes(), read: () => read, isClosed: () => isClosed };
};

const downloadsOf = (mostHeld: number) => {
  const reads = new Semaphore(8);
  const held = new Semaphore(mostHeld);
  const files = [file(), file(), file()] as const;
  const [first, second, third] = files.map(({ bytes }) => pacedBytes(bytes, reads, held)) as [
    AsyncGenerator<Uint8Array>,
    AsyncGenerator<Uint8Array>,
    AsyncGenerator<Uint8Array>,
  ];
  return { files, first, second, third, read: () => files.map(({ read }) => read()) };
};

describe('the bytes of downloads', () => {
  it('are those of the file', async () => {
    const { first } = downloadsOf(1);
    const bytes: number[] = [];
    for await (const piece of first) bytes.push(...piece);
    expect(bytes).to.deep.equal([1, 2, 3]);
  });

  it('are read only while all downloads together hold few pieces', async () => {
    const { first, second, third, read } = downloadsOf(2);
    await Promise.all([first.next(), second.next()]);
    const waiting = third.next();
    await settled();
    expect(read()).to.deep.equal([1, 1, 0]);
    // The first download goes on, so it gives its piece away, and comes again after the third.
    const more = first.next();
    await waiting;
    await settled();
    expect(read()).to.deep.equal([1, 1, 1]);
    await second.return(undefined);
    await more;
    expect(read()).to.deep.equal([2, 1, 1]);
  });

  it('of a download that breaks off make room, also while they are waited for', async () => {
    const { files, first, second, third } = downloadsOf(1);
    await first.next();
    const all = [second.next(), second.return(undefined), third.next()];
    await first.return(undefined);
    await Promise.all(all);
    expect(files.map(({ isClosed }) => isClosed())).to.deep.equal([true, true, false]);
    expect(files[2].read()).to.equal(1);
  });
});
