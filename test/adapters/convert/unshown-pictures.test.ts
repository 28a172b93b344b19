import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import sharp, { type Sharp } from 'sharp';
import { crc32, deflateSync } from 'node:zlib';
import { makeMediaConverter } from '../../../src/adapters/convert/media-converter.js';
import { type AccountId } from '../../../src/domain/model/account/account.js';
import { type ConvertedImage } from '../../../src/domain/ports/media-converter.js';
import { fixture } from '../../support/fixture.js';
import { oddInks } from './cmyk-profile.js';

const { toWhatsAppImage } = makeMediaConverter();

const convertWith = (convert: typeof toWhatsAppImage, bytes: Buffer) =>
  convert(
    {
      sizeBytes: bytes.length,
      read: async (position, length) => bytes.subarray(position, position + length),
      bytes: async function* () {
        yield bytes;
      },
    },
    { account: 1 as AccountId, signal: new AbortController().signal },
  )();

const converted = async (bytes: Buffer): Promise<ConvertedImage> => {
  const result = await convertWith(toWhatsAppImage, bytes);
  if (E.isLeft(result)) throw new Error('was refused', { cause: result.left.cause });
  return result.right;
};

/** The colour in the middle of the left half of a picture and of the right half. */
const halves = async (bytes: Uint8Array): Promise<readonly (readonly number[])[]> => {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return [0.25, 0.75].map((part) => {
    const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width * part)) * info.channels;
    return [...data.subarray(at, at + info.channels)];
  });
};

const expectNear = (found: readonly (readonly number[])[], wanted: readonly (readonly number[])[], most: number) => {
  const off = found.flatMap((colour, at) => colour.map((value, of) => Math.abs(value - (wanted[at]?.[of] ?? -999))));
  expect(Math.max(...off), JSON.stringify(found)).to.be.at.most(most);
};

const RED = [200, 40, 40];
const BLUE = [30, 120, 200];
/** What those two become in the inks of the fixtures, by a usual press. */
const PRINTED = [
  [194, 62, 43],
  [5, 99, 150],
];

/** A picture that is red on the left and blue on the right. */
const twoColours = (width = 24, height = 16, alpha?: number): Sharp => {
  const channels = alpha === undefined ? 3 : 4;
  const pixels = Buffer.from(
    Array.from({ length: width * height }, (_, at) => [
      ...(at % width < width / 2 ? RED : BLUE),
      ...(alpha === undefined ? [] : [alpha]),
    ]).flat(),
  );
  return sharp(pixels, { raw: { width, height, channels } });
};

const expectUpright = async (bytes: Uint8Array): Promise<void> => {
  const { orientation, exif, icc, width, height } = await sharp(bytes).metadata();
  expect({ orientation, exif, icc, width, height }).to.deep.equal({
    orientation: undefined,
    exif: undefined,
    icc: undefined,
    width: 24,
    height: 16,
  });
};

describe('the media converter, on PNG of 16 bits', () => {
  it('makes a JPEG of the same colours, of 8 bits', async () => {
    for (const progressive of [false, true]) {
      const { type, bytes } = await converted(
        await twoColours().toColourspace('rgb16').png({ progressive }).toBuffer(),
      );
      expect(type).to.equal('image/jpeg');
      expect(await sharp(bytes).metadata()).to.include({ format: 'jpeg', depth: 'uchar', width: 24, height: 16 });
      expectNear(await halves(bytes), [RED, BLUE], 4);
    }
  });

  it('makes a JPEG of a grey one', async () => {
    const { type, bytes } = await converted(fixture('cases/depth-16.png'));
    expect(type).to.equal('image/jpeg');
    const original = await sharp(fixture('cases/depth-16.png')).toColourspace('srgb').raw().toBuffer();
    const after = await sharp(bytes).toColourspace('srgb').raw().toBuffer();
    expect(Math.max(...after.map((value, at) => Math.abs(value - (original[at] ?? 0))))).to.be.at.most(8);
  });

  it('makes a PNG of 8 bits of one with transparency, however faint', async () => {
    for (const alpha of [0, 1, 128, 254]) {
      const { type, bytes } = await converted(await twoColours(24, 16, alpha).toColourspace('rgb16').png().toBuffer());
      expect(type).to.equal('image/png');
      expect(await sharp(bytes).metadata()).to.include({ format: 'png', depth: 'uchar' });
      expect(await halves(bytes)).to.deep.equal([
        [...RED, alpha],
        [...BLUE, alpha],
      ]);
    }
    const opaque = await converted(await twoColours(24, 16, 255).toColourspace('rgb16').png().toBuffer());
    expect(opaque.type).to.equal('image/jpeg');
  });

  it('makes a PNG of one with a colour that counts as transparent', async () => {
    const picture = await twoColours().toColourspace('rgb16').png().toBuffer();
    // libvips makes 16 bits of 8 by a shift.
    const red = Buffer.from(RED.flatMap((value) => [value, 0]));
    const { type, bytes } = await converted(behindHeader(picture, 'tRNS', red));
    expect(type).to.equal('image/png');
    expect((await halves(bytes)).map((colour) => colour[3])).to.deep.equal([0, 255]);
  });

  it('turns it upright, with transparency and without', async () => {
    for (const alpha of [undefined, 128]) {
      const lying = await twoColours(24, 16, alpha).rotate(270).toColourspace('rgb16').png().toBuffer();
      const { type, bytes } = await converted(behindHeader(lying, 'eXIf', orientationOf(6)));
      expect(type).to.equal(alpha === undefined ? 'image/jpeg' : 'image/png');
      await expectUpright(bytes);
      const rest = alpha === undefined ? [] : [alpha];
      expectNear(
        await halves(bytes),
        [
          [...RED, ...rest],
          [...BLUE, ...rest],
        ],
        4,
      );
    }
  });

  it('takes its colours from wide ones to those that every phone shows', async () => {
    const { icc } = await sharp(await twoColours().withIccProfile('p3').png().toBuffer()).metadata();
    const profile = Buffer.concat([Buffer.from('P3\0\0', 'latin1'), deflateSync(icc ?? Buffer.alloc(0))]);
    for (const space of ['srgb', 'rgb16'] as const) {
      const picture = await twoColours().toColourspace(space).png().toBuffer();
      const { bytes } = await converted(behindHeader(picture, 'iCCP', profile));
      // What is (200, 40, 40) in Display P3 is more red than that in sRGB; of 8 and of 16 bits alike.
      expectNear(
        await halves(bytes),
        [
          [217, 0, 33],
          [0, 122, 207],
        ],
        6,
      );
      await expectUpright(bytes);
    }
  });
});

describe('the media converter, on JPEG that phones do not show', () => {
  it('makes no negative of CMYK and YCCK as Adobe writes them', async () => {
    for (const name of ['cmyk.jpg', 'ycck.jpg']) {
      const { type, bytes } = await converted(fixture(`codecs/${name}`));
      expect(type).to.equal('image/jpeg');
      expect(await sharp(bytes).metadata()).to.include({ space: 'srgb', channels: 3, width: 24, height: 16 });
      expectNear(await halves(bytes), PRINTED, 12);
    }
  });

  it('takes CMYK that has lost the mark of Adobe as browsers do: for inverted', async () => {
    const { bytes } = await converted(withoutSegment(fixture('codecs/cmyk.jpg'), 0xee));
    expectNear(await halves(bytes), PRINTED, 12);
  });

  it('takes CMYK to sRGB by its own profile', async () => {
    const cyan = fixture('codecs/cyan.jpg');
    const [[red = 255, , blue = 0] = []] = await halves((await converted(cyan)).bytes);
    expect(blue - red).to.be.greaterThan(100);
    const profile = Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), oddInks()]);
    const odd = await converted(behindStart(cyan, 0xe2, profile));
    expectNear(
      await halves(odd.bytes),
      [
        [255, 0, 0],
        [255, 255, 255],
      ],
      30,
    );
  });

  it('turns CMYK upright', async () => {
    const lying = await twoColours().rotate(270).toColourspace('cmyk').jpeg({ chromaSubsampling: '4:4:4' }).toBuffer();
    const exif = Buffer.concat([Buffer.from('Exif\0\0'), orientationOf(6)]);
    const { bytes } = await converted(behindStart(lying, 0xe1, exif));
    await expectUpright(bytes);
    expectNear(await halves(bytes), [RED, BLUE], 30);
  });

  it('converts what is coded without loss, or by arithmetic', async () => {
    for (const name of ['lossless.jpg', 'arithmetic.jpg', 'arithmetic-progressive.jpg']) {
      const { type, bytes } = await converted(fixture(`codecs/${name}`));
      expect(type, name).to.equal('image/jpeg');
      expectNear(await halves(bytes), [RED, BLUE], 6);
      // A frame of Huffman codes, which is what phones know.
      expect(Buffer.from(bytes).includes(Buffer.from('ffc0', 'hex')), name).to.equal(true);
    }
  });

  it('refuses what libvips does not read, and what is cut', async () => {
    const cmyk = fixture('codecs/cmyk.jpg');
    for (const bytes of [
      fixture('codecs/12-bit.jpg'),
      cmyk.subarray(0, cmyk.length - 30),
      fixture('cases/depth-16.png').subarray(0, 60),
    ]) {
      const result = await convertWith(toWhatsAppImage, bytes);
      expect(result).to.have.nested.property('left._tag', 'NotConvertible');
    }
  });
});

describe('the media converter, on more than 25 megapixels', () => {
  const nothing = makeMediaConverter({
    processes: {
      run: () => {
        throw new Error('was decoded');
      },
    },
  }).toWhatsAppImage;

  it('refuses PNG and JPEG by what they declare, before anything is decoded', async () => {
    const png = Buffer.from(fixture('cases/depth-16.png'));
    png.writeUInt32BE(5_001, 16);
    png.writeUInt32BE(5_000, 20);
    const jpeg = Buffer.from(fixture('codecs/cmyk.jpg'));
    const frame = jpeg.indexOf(Buffer.from('ffc0', 'hex'));
    jpeg.writeUInt16BE(5_001, frame + 5);
    jpeg.writeUInt16BE(5_000, frame + 7);
    for (const bytes of [png, jpeg])
      expect(await convertWith(nothing, bytes)).to.have.nested.property('left.cause', '25005000 pixels');
  });

  it('takes 25', async () => {
    const png = await sharp({ create: { width: 5_000, height: 5_000, channels: 3, background: '#c82828' } })
      .toColourspace('rgb16')
      .png({ compressionLevel: 1 })
      .toBuffer();
    expect((await converted(png)).type).to.equal('image/jpeg');
  });
});

/** A PNG with one more chunk, right behind its header. */
function behindHeader(png: Buffer, type: string, content: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + content.length);
  chunk.writeUInt32BE(content.length, 0);
  chunk.write(type, 4, 'latin1');
  content.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + content.length)), 8 + content.length);
  return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
}

/** A JPEG with one more segment, right behind its start. */
function behindStart(jpeg: Buffer, marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]);
}

function withoutSegment(jpeg: Buffer, marker: number): Buffer {
  const at = jpeg.indexOf(`\xff${String.fromCharCode(marker)}`, 0, 'latin1');
  return Buffer.concat([jpeg.subarray(0, at), jpeg.subarray(at + 2 + jpeg.readUInt16BE(at + 2))]);
}

/** EXIF with an orientation, and nothing else. */
function orientationOf(value: number): Buffer {
  const exif = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
  exif.writeUInt16BE(value, 18);
  return exif;
}
