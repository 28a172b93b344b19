import { expect } from 'chai';
import sharp from 'sharp';
import { declaredSize, HEAD_BYTES } from '../../../src/adapters/convert/declared-size.js';

const plain = (width: number, height: number, alpha: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 1, g: 2, b: 3, alpha } } });

describe('The size that a WebP declares', () => {
  it('is read from each of the three kinds of file', async () => {
    const kinds = [
      await plain(1, 1, 1).webp({ lossless: true }).toBuffer(),
      await plain(640, 333, 1).webp({ lossless: true }).toBuffer(),
      await plain(5_001, 4_999, 1).flatten().webp({ effort: 0 }).toBuffer(),
      await plain(777, 3, 0.5).webp({ effort: 0 }).toBuffer(),
      await plain(20, 10, 1).withMetadata({ orientation: 6 }).webp().toBuffer(),
    ];
    expect(kinds.map((bytes) => bytes.toString('latin1', 12, 16))).to.include.members(['VP8L', 'VP8 ', 'VP8X']);
    for (const bytes of kinds) {
      const { width, height } = await sharp(bytes).metadata();
      expect(declaredSize(bytes.subarray(0, HEAD_BYTES))).to.deep.equal({ width, height });
    }
  });

  it('is null where there is none', () => {
    const head = Buffer.concat([Buffer.from('RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0', 'latin1'), Buffer.alloc(10)]);
    expect(declaredSize(head)).to.deep.equal({ width: 1, height: 1 });
    expect(declaredSize(head.subarray(0, -1))).to.equal(null);
    expect(declaredSize(Buffer.from(head.toString('latin1').replace('VP8X', 'ALPH'), 'latin1'))).to.equal(null);
    expect(declaredSize(Buffer.from(head.toString('latin1').replace('RIFF', 'RIFX'), 'latin1'))).to.equal(null);
    expect(declaredSize(Buffer.alloc(0))).to.equal(null);
  });
});
