import { expect } from 'chai';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { sample } from '../../support/samples.js';
import { detect, sparse } from './detect.js';

const SOI = Buffer.from('ffd8', 'hex');

/** A JPEG segment: its marker, and a payload with its length before it. */
const segment = (marker: number, payload: Buffer, length: number = payload.length + 2): Buffer => {
  const header = Buffer.from([0xff, marker, 0, 0]);
  header.writeUInt16BE(length, 2);
  return Buffer.concat([header, payload]);
};

const frame = (marker: number, width = 8, height = 8): Buffer => {
  const payload = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  payload.writeUInt16BE(height, 1);
  payload.writeUInt16BE(width, 3);
  return segment(marker, payload);
};

const scan = segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0]));
const app = segment(0xe0, Buffer.from('JFIF\0'));

const jpeg = (...segments: readonly Buffer[]): Buffer => Buffer.concat([SOI, ...segments]);

describe('the media inspector, on JPEG', () => {
  it('takes baseline, extended and progressive frames', async () => {
    for (const marker of [0xc0, 0xc1, 0xc2])
      expect(await detect(jpeg(app, frame(marker), scan), 'jpg'), marker.toString(16)).to.equal('jpeg');
    const progressive = await sharp(sample('png')).jpeg({ progressive: true }).toBuffer();
    expect(await detect(progressive, 'jpg')).to.equal('jpeg');
  });

  it('takes fill bytes before a marker, and what follows the picture', async () => {
    expect(await detect(jpeg(app, Buffer.from('ffff', 'hex'), frame(0xc0), scan), 'jpg')).to.equal('jpeg');
    expect(await detect(Buffer.concat([sample('jpg'), Buffer.alloc(10_000)]), 'jpg')).to.equal('jpeg');
  });

  it('refuses tables in the place of a frame', async () => {
    for (const marker of [0xc4, 0xc8, 0xcc])
      expect(await detect(jpeg(app, frame(marker), scan), 'jpg'), marker.toString(16)).to.equal(undefined);
  });

  it('refuses a frame without an area, without components, or of the wrong length', async () => {
    expect(await detect(jpeg(frame(0xc0, 0, 8), scan), 'jpg')).to.equal(undefined);
    expect(await detect(jpeg(frame(0xc0, 8, 0), scan), 'jpg')).to.equal(undefined);
    expect(await detect(jpeg(segment(0xc0, Buffer.from([8, 0, 8, 0, 8, 0])), scan), 'jpg')).to.equal(undefined);
    expect(await detect(jpeg(segment(0xc0, Buffer.from([8, 0, 8, 0, 8, 3, 1, 1, 1])), scan), 'jpg')).to.equal(
      undefined,
    );
  });

  it('refuses a scan without a frame, and an end before one', async () => {
    expect(await detect(jpeg(app, scan, frame(0xc0)), 'jpg')).to.equal(undefined);
    expect(await detect(jpeg(app, Buffer.from('ffd9', 'hex'), frame(0xc0), scan), 'jpg')).to.equal(undefined);
    expect(await detect(jpeg(app), 'jpg')).to.equal(undefined);
  });

  it('refuses lengths that point at themselves or out of the file', async () => {
    for (const length of [0, 1, 60_000])
      expect(await detect(jpeg(segment(0xe1, Buffer.alloc(20), length), frame(0xc0), scan), 'jpg')).to.equal(undefined);
  });

  it('follows 5 MB of application segments to the frame behind them', async () => {
    const big = segment(0xe2, Buffer.alloc(65_533));
    expect(await detect(jpeg(...Array<Buffer>(80).fill(big), frame(0xc0), scan), 'jpg')).to.equal('jpeg');
  });

  it('gives up on 10 MB of empty segments', async () => {
    const file = Buffer.concat([SOI, Buffer.alloc(10_485_760, Buffer.from('ffe00002', 'hex')), frame(0xc0), scan]);
    expect(await detect(file, 'jpg')).to.equal(undefined);
    expect(await detect(sparse(10_485_760, [[0, Buffer.from('ffd8', 'hex')]], 0xff), 'jpg')).to.equal(undefined);
  });
});

describe('the media inspector, on PNG', () => {
  const png = sample('png');

  /** The sample with other bytes in its IHDR, and a checksum that is right for them. */
  const withHeader = (change: (header: Buffer) => void): Buffer => {
    const changed = Buffer.from(png);
    change(changed.subarray(16, 29));
    changed.writeUInt32BE(crc32(changed.subarray(12, 29)), 29);
    return changed;
  };

  it('takes it with an animation, or interlaced', async () => {
    expect(await detect(await sharp(png).png({ progressive: true }).toBuffer(), 'png')).to.equal('png');
    expect(
      await detect(
        withHeader((header) => header.writeUInt8(1, 12)),
        'png',
      ),
    ).to.equal('png');
  });

  it('refuses a header without an area, with a wrong checksum, or with values that the format has not', async () => {
    expect(
      await detect(
        withHeader((header) => header.writeUInt32BE(0, 0)),
        'png',
      ),
    ).to.equal(undefined);
    expect(
      await detect(
        withHeader((header) => header.writeUInt32BE(0, 4)),
        'png',
      ),
    ).to.equal(undefined);
    expect(
      await detect(
        withHeader((header) => header.writeUInt32BE(0x8000_0000, 0)),
        'png',
      ),
    ).to.equal(undefined);
    for (const [at, value] of [
      [8, 7],
      [9, 1],
      [9, 5],
      [10, 1],
      [11, 1],
      [12, 2],
    ] as const)
      expect(
        await detect(
          withHeader((header) => header.writeUInt8(value, at)),
          'png',
        ),
        `${at}`,
      ).to.equal(undefined);
    const wrongSum = Buffer.from(png);
    wrongSum.writeUInt8((wrongSum[32] ?? 0) ^ 1, 32);
    expect(await detect(wrongSum, 'png')).to.equal(undefined);
  });

  it('refuses one whose chunks lead nowhere, end early or never end', async () => {
    expect(await detect(png.subarray(0, 33), 'png')).to.equal(undefined);
    const out = Buffer.concat([png.subarray(0, 33), Buffer.from('7fffffff', 'hex'), Buffer.from('tEXt'), png]);
    expect(await detect(out, 'png')).to.equal(undefined);
    expect(await detect(Buffer.concat([png.subarray(0, 33), png.subarray(-12)]), 'png')).to.equal(undefined);
    const empty = Buffer.alloc(5_000_000, Buffer.from('000000007445587400000000', 'hex'));
    expect(await detect(Buffer.concat([png.subarray(0, 33), empty]), 'png')).to.equal(undefined);
  });
});

describe('the media inspector, on WebP', () => {
  it('takes lossy, lossless, transparent and moving pictures', async () => {
    const picture = sharp(sample('png'));
    expect(await detect(await picture.clone().webp().toBuffer(), 'webp')).to.equal('webp');
    expect(await detect(await picture.clone().webp({ lossless: true }).toBuffer(), 'webp')).to.equal('webp');
    const transparent = picture.clone().ensureAlpha(0.5);
    expect(await detect(await transparent.webp().toBuffer(), 'webp')).to.equal('webp');
  });

  it('refuses one that says it is longer than the file', async () => {
    const cut = sample('webp').subarray(0, -20);
    expect(await detect(cut, 'webp')).to.equal(undefined);
  });

  it('refuses other chunks, inner frames and pictures without an area', async () => {
    const changed = (change: (file: Buffer) => void): Buffer => {
      const file = Buffer.from(sample('webp'));
      change(file);
      return file;
    };
    expect(
      await detect(
        changed((file) => file.write('ICCP', 12)),
        'webp',
      ),
    ).to.equal(undefined);
    expect(
      await detect(
        changed((file) => file.writeUInt8((file[20] ?? 0) | 1, 20)),
        'webp',
      ),
    ).to.equal(undefined);
    expect(
      await detect(
        changed((file) => file.writeUInt16LE(0, 26)),
        'webp',
      ),
    ).to.equal(undefined);
    expect(
      await detect(
        changed((file) => file.writeUInt32LE(0xffff_ffff, 16)),
        'webp',
      ),
    ).to.equal(undefined);
  });

  it('refuses other files in a RIFF', async () => {
    const wave = Buffer.from(sample('webp'));
    wave.write('WAVE', 8);
    for (const extension of ['webp', 'mp3', 'txt'] as const)
      expect(await detect(wave, extension), extension).to.equal(undefined);
  });
});

describe('the media inspector, on pictures of other types', () => {
  const pictures = {
    gif: Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
    bmp: Buffer.concat([Buffer.from('BM'), Buffer.alloc(68, 1)]),
    tiff: Buffer.from('49492a00080000000000', 'hex'),
    avif: Buffer.from('\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf', 'latin1'),
    svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  };

  for (const [name, bytes] of Object.entries(pictures))
    it(`refuses ${name} under the name of a picture`, async () => {
      for (const extension of ['jpg', 'png', 'webp'] as const)
        expect(await detect(bytes, extension), extension).to.equal(undefined);
    });
});
