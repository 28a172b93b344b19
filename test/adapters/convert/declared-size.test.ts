import { expect } from 'chai';
import sharp from 'sharp';
import { declaredSize } from '../../../src/adapters/convert/declared-size.js';
import { fixture } from '../../support/fixture.js';

const plain = (width: number, height: number, alpha: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 1, g: 2, b: 3, alpha } } });

/** What the bytes declare, and how many reads that took. */
const look = async (bytes: Buffer) => {
  let reads = 0;
  const size = await declaredSize(async (position, length) => {
    reads++;
    return bytes.subarray(position, position + length);
  });
  return { size, reads };
};

const sizeOf = async (bytes: Buffer) => (await look(bytes)).size;

const segment = (marker: number, payload: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
};

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
      expect(await look(bytes)).to.deep.equal({ size: { width, height }, reads: 1 });
    }
  });

  it('is null where there is none', async () => {
    const head = Buffer.concat([Buffer.from('RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0', 'latin1'), Buffer.alloc(10)]);
    expect(await sizeOf(head)).to.deep.equal({ width: 1, height: 1 });
    expect(await sizeOf(head.subarray(0, -1))).to.equal(null);
    expect(await sizeOf(Buffer.from(head.toString('latin1').replace('VP8X', 'ALPH'), 'latin1'))).to.equal(null);
    expect(await sizeOf(Buffer.from(head.toString('latin1').replace('RIFF', 'RIFX'), 'latin1'))).to.equal(null);
    expect(await sizeOf(Buffer.alloc(0))).to.equal(null);
  });
});

describe('The size that a PNG declares', () => {
  it('is read from its header', async () => {
    const picture = await plain(5_001, 3, 0.5).toColourspace('rgb16').png({ progressive: true }).toBuffer();
    expect(await look(picture)).to.deep.equal({ size: { width: 5_001, height: 3 }, reads: 1 });
    expect(await sizeOf(fixture('cases/depth-16.png'))).to.deep.equal({ width: 16, height: 16 });
  });

  it('is as large as it says, and null where another chunk stands first', async () => {
    const picture = Buffer.from(fixture('cases/depth-16.png'));
    picture.writeUInt32BE(0xffff_ffff, 16);
    expect(await sizeOf(picture)).to.deep.equal({ width: 0xffff_ffff, height: 16 });
    picture.write('tEXt', 12);
    expect(await sizeOf(picture)).to.equal(null);
  });
});

describe('The size that a JPEG declares', () => {
  const picture = fixture('codecs/cmyk.jpg');
  const behind = (...pieces: readonly Buffer[]): Buffer =>
    Buffer.concat([picture.subarray(0, 2), ...pieces, picture.subarray(2)]);

  it('is read from every kind of frame', async () => {
    for (const name of ['cmyk', 'ycck', '12-bit', 'lossless', 'arithmetic', 'arithmetic-progressive'])
      expect(await sizeOf(fixture(`codecs/${name}.jpg`)), name).to.deep.equal({ width: 24, height: 16 });
    const large = await plain(4_000, 30, 1).flatten().toColourspace('cmyk').jpeg({ progressive: true }).toBuffer();
    expect(await sizeOf(large)).to.deep.equal({ width: 4_000, height: 30 });
  });

  it('is found behind a colour profile of a megabyte, in few reads', async () => {
    const profile = Array.from({ length: 16 }, () => segment(0xe2, Buffer.alloc(65_000, 0xff)));
    const { size, reads } = await look(behind(...profile));
    expect(size).to.deep.equal({ width: 24, height: 16 });
    expect(reads).to.be.lessThan(30);
  });

  it('is found behind stray and fill bytes', async () => {
    for (const stray of ['0102', 'ffff', 'ff00ff00', '00'.repeat(3_000), 'ff'.repeat(3_000)])
      expect(await sizeOf(behind(Buffer.from(stray, 'hex'))), stray.slice(0, 8)).to.deep.equal({
        width: 24,
        height: 16,
      });
  });

  it('is null without a frame before the scan, and for what is cut or never ends', async () => {
    expect(await sizeOf(behind(segment(0xda, Buffer.alloc(40))))).to.equal(null);
    const frame = picture.indexOf(Buffer.from('ffc0', 'hex'));
    for (const length of [2, 20, 40, frame, frame + 8])
      expect(await sizeOf(picture.subarray(0, length)), `${length}`).to.equal(null);
    const empty = Buffer.alloc(5_000_000, Buffer.from('ffe00002', 'hex'));
    const { size, reads } = await look(Buffer.concat([picture.subarray(0, 2), empty, picture.subarray(2)]));
    expect(size).to.equal(null);
    expect(reads).to.be.lessThan(5_000);
    expect(await sizeOf(Buffer.concat([picture.subarray(0, 2), Buffer.alloc(5_000_000)]))).to.equal(null);
  });
});
