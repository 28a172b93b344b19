import { expect } from 'chai';
import { sample } from '../../support/samples.js';
import { detect, sparse } from './detect.js';

/** The sample with bytes between its first segment and the second. */
const strayed = (stray: Buffer): Buffer => {
  const file = sample('jpg');
  const second = 4 + file.readUInt16BE(4);
  return Buffer.concat([file.subarray(0, second), stray, file.subarray(second)]);
};

describe('the media inspector, on stray bytes between the segments of a JPEG', () => {
  it('passes over any of them up to 4 KiB, fill bytes among them', async () => {
    for (const stray of ['3f3f', '00', 'ff', 'ffff', 'ff00', '3fff00ff00', '0000ff', 'ff003f'])
      expect(await detect(strayed(Buffer.from(stray, 'hex')), 'jpg'), stray).to.equal('jpeg');
    for (const length of [1, 512, 4_095]) {
      expect(await detect(strayed(Buffer.alloc(length)), 'jpg'), `${length}`).to.equal('jpeg');
      expect(await detect(strayed(Buffer.alloc(length % 2_000, 0xff)), 'jpg'), 'fill bytes').to.equal('jpeg');
    }
  });

  it('refuses more of them, and a picture that has nothing else', async () => {
    expect(await detect(strayed(Buffer.alloc(4_097)), 'jpg')).to.equal(undefined);
    for (const filler of [0x00, 0x3f, 0xff])
      expect(await detect(sparse(10_000_000, [[0, Buffer.from('ffd8ffe00004', 'hex')]], filler), 'jpg')).to.equal(
        undefined,
      );
  });

  it('takes no end and no second start for a stray byte', async () => {
    for (const marker of ['ffd9', 'ffd8', '3fffd9'])
      expect(await detect(strayed(Buffer.from(marker, 'hex')), 'jpg'), marker).to.equal(undefined);
  });
});
