import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import sharp from 'sharp';
import { makeMediaConverter } from '../../../src/adapters/convert/media-converter.js';
import { type AccountId } from '../../../src/domain/model/account/account.js';
import { type Unavailable } from '../../../src/domain/model/errors.js';
import {
  type ConvertedImage,
  type MediaConverter,
  type NotConvertible,
} from '../../../src/domain/ports/media-converter.js';
import { sample } from '../../support/samples.js';

const LIMIT = 5_242_880;
const { toWhatsAppImage } = makeMediaConverter();

type Converted = E.Either<NotConvertible | Unavailable, ConvertedImage>;

const account = (id: number): AccountId => id as AccountId;
const caller = (id = 1) => ({ account: account(id), signal: new AbortController().signal });

const fileOf = (bytes: Buffer): Parameters<MediaConverter['toWhatsAppImage']>[0] => ({
  sizeBytes: bytes.length,
  read: async (position, length) => bytes.subarray(position, position + length),
  bytes: async function* () {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  },
});

const convert = (bytes: Buffer): Promise<Converted> => toWhatsAppImage(fileOf(bytes), caller())();

const converted = async (bytes: Buffer): Promise<ConvertedImage> => {
  const result = await convert(bytes);
  if (E.isLeft(result)) throw new Error('was refused', { cause: result.left.cause });
  return result.right;
};

const expectRefused = async (bytes: Buffer): Promise<void> => {
  const result = await convert(bytes);
  expect(result).to.have.property('_tag', 'Left');
  if (E.isLeft(result)) expect(result.left._tag).to.equal('NotConvertible');
};

const plain = (width: number, height: number, alpha?: number) =>
  sharp({
    create: {
      width,
      height,
      channels: alpha === undefined ? 3 : 4,
      background: { r: 200, g: 40, b: 40, alpha: alpha ?? 1 },
    },
  });

/** A picture that compresses badly; the same one every time. */
const noise = (width: number, height: number, channels: 3 | 4) => {
  const pixels = Buffer.alloc(width * height * channels);
  for (let at = 0, state = 1; at < pixels.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels[at] = state >>> 24;
  }
  return sharp(pixels, { raw: { width, height, channels } });
};

describe('the media converter', () => {
  it('makes a JPEG of a picture without transparency', async () => {
    const { type, bytes } = await converted(sample('webp'));
    expect(type).to.equal('image/jpeg');
    expect(await sharp(bytes).metadata()).to.include({ format: 'jpeg', width: 64, height: 48 });
  });

  it('makes a PNG of a picture with one transparent pixel', async () => {
    const hole = await plain(1, 1, 0).png().toBuffer();
    const picture = await plain(32, 32, 1)
      .composite([{ input: hole, left: 5, top: 5, blend: 'source' }])
      .webp({ lossless: true })
      .toBuffer();
    const { type, bytes } = await converted(picture);
    expect(type).to.equal('image/png');
    expect((await sharp(bytes).stats()).isOpaque).to.equal(false);
  });

  it('makes a JPEG of a picture whose alpha channel is opaque throughout', async () => {
    const picture = withAlphaFlag(await plain(32, 32).webp({ lossless: true }).toBuffer());
    expect((await sharp(picture).metadata()).hasAlpha).to.equal(true);
    expect((await converted(picture)).type).to.equal('image/jpeg');
  });

  it('takes the first frame of an animation', async () => {
    const frame = (color: string) =>
      sharp({ create: { width: 16, height: 16, channels: 3, background: color } })
        .png()
        .toBuffer();
    const animation = await sharp([await frame('#ff0000'), await frame('#0000ff')], { join: { animated: true } })
      .webp({ loop: 0, delay: [100, 100] })
      .toBuffer();
    expect((await sharp(animation).metadata()).pages).to.equal(2);
    const { bytes } = await converted(animation);
    expect(await sharp(bytes).metadata()).to.include({ width: 16, height: 16 });
    const { channels } = await sharp(bytes).stats();
    expect(channels.map(({ mean }) => mean > 128)).to.deep.equal([true, false, false]);
  });

  it('turns a picture upright and leaves its metadata behind', async () => {
    const lying = await plain(40, 20)
      .withExif({ IFD0: { Artist: 'somebody' } })
      .withMetadata({ orientation: 6 })
      .webp()
      .toBuffer();
    const { bytes } = await converted(lying);
    const metadata = await sharp(bytes).metadata();
    expect(metadata).to.include({ width: 20, height: 40 });
    expect(metadata.exif).to.equal(undefined);
    expect(metadata.orientation).to.equal(undefined);
  });

  it('turns a transparent picture upright, however it lies', async () => {
    const pixels = Buffer.from(Array.from({ length: 6 * 4 * 4 }, (_, at) => (at * 37) % 251));
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      const picture = await sharp(pixels, { raw: { width: 6, height: 4, channels: 4 } })
        .withMetadata({ orientation })
        .webp({ lossless: true, exact: true })
        .toBuffer();
      const { type, bytes } = await converted(picture);
      expect(type).to.equal('image/png');
      expect(await sharp(bytes).raw().toBuffer()).to.deep.equal(await sharp(picture).autoOrient().raw().toBuffer());
      const { exif, orientation: left } = await sharp(bytes).metadata();
      expect([exif, left]).to.deep.equal([undefined, undefined]);
    }
  });

  it('ends a conversion that writes far more than is accepted', async () => {
    // Rows that repeat every four: 90 KB as WebP, 100 MB as PNG, whose window is too short to see it.
    const rows = await noise(5_000, 4, 4).raw().toBuffer();
    const pixels = Buffer.concat(Array.from({ length: 1_250 }, () => rows));
    const picture = await sharp(pixels, { raw: { width: 5_000, height: 5_000, channels: 4 } })
      .webp({ lossless: true, effort: 0 })
      .toBuffer();
    expect(picture.length).to.be.lessThan(200_000);
    await expectRefused(picture);
  });

  it('ends what is being converted for a caller that hangs up', async () => {
    const picture = await plain(5_000, 5_000, 0.5).webp({ lossless: true, effort: 0 }).toBuffer();
    const hangUp = new AbortController();
    const running = toWhatsAppImage(
      {
        ...fileOf(picture),
        bytes: async function* () {
          yield picture;
          setImmediate(() => hangUp.abort());
        },
      },
      { account: account(1), signal: hangUp.signal },
    )();
    const result = await running;
    expect(result).to.have.nested.property('left._tag', 'Unavailable');
    expect((await converted(sample('webp'))).type).to.equal('image/jpeg');
  });

  it('takes 25 megapixels and refuses one row more', async () => {
    const picture = (height: number) => plain(5_000, height).webp({ effort: 0, quality: 1 }).toBuffer();
    expect((await converted(await picture(5_000))).type).to.equal('image/jpeg');
    await expectRefused(await picture(5_001));
  });

  it('refuses what is over 5 MB once converted', async () => {
    const picture = await noise(3_000, 2_000, 3).webp({ effort: 0, quality: 1 }).toBuffer();
    const bigAsPng = await noise(1_300, 1_300, 4).webp({ effort: 0, quality: 40 }).toBuffer();
    expect(picture.length).to.be.lessThan(LIMIT);
    expect(bigAsPng.length).to.be.lessThan(LIMIT);
    await expectRefused(bigAsPng);
    const { bytes } = await converted(picture);
    expect(bytes.length).to.be.at.most(LIMIT);
  });

  it('refuses what does not decode', async () => {
    const picture = sample('webp');
    await expectRefused(picture.subarray(0, 40));
    await expectRefused(picture.subarray(0, picture.length >> 1));
    await expectRefused(Buffer.concat([picture.subarray(0, 30), Buffer.alloc(picture.length - 30, 0xff)]));
    await expectRefused(Buffer.from('RIFF\x04\0\0\0WEBP'));
    await expectRefused(Buffer.alloc(0));
  });

  it('refuses pictures of other types, whatever they are called', async () => {
    const picture = plain(9, 9);
    await expectRefused(await picture.clone().gif().toBuffer());
    await expectRefused(await picture.clone().tiff().toBuffer());
    await expectRefused(await picture.clone().avif({ effort: 0 }).toBuffer());
    await expectRefused(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'));
  });

  it('refuses a file over the limit of images without reading it', async () => {
    const read = (): never => {
      throw new Error('was read');
    };
    const result = await toWhatsAppImage({ sizeBytes: LIMIT + 1, read, bytes: read }, caller())();
    expect(result).to.have.property('_tag', 'Left');
  });

  it('converts many at once, and answers each with its own picture', async () => {
    const widths = Array.from({ length: 12 }, (_, index) => 10 + index);
    const pictures = await Promise.all(widths.map((width) => plain(width, 8).webp().toBuffer()));
    const results = await Promise.all(pictures.map(converted));
    const metadata = await Promise.all(results.map(({ bytes }) => sharp(bytes).metadata()));
    expect(metadata.map(({ width }) => width)).to.deep.equal(widths);
  });

  it('is well after a picture that could not be read', async () => {
    const broken = toWhatsAppImage(
      {
        ...fileOf(sample('webp')),
        // eslint-disable-next-line require-yield
        bytes: async function* () {
          throw new Error('disk');
        },
      },
      caller(),
    );
    const outcomes = await Promise.allSettled([broken(), broken(), broken()]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'rejected']);
    expect((await converted(sample('webp'))).type).to.equal('image/jpeg');
  });
});

/** The extended form of a lossless picture, with the flag that it has alpha, which encoders leave out where none shows. */
const withAlphaFlag = (simple: Buffer): Buffer => {
  const grown = Buffer.from(simple);
  // VP8L: one byte of signature, 14 bits of width, 14 of height, then the bit that says alpha is used.
  const sizes = grown.readUInt32LE(21);
  grown.writeUInt32LE((sizes | (1 << 28)) >>> 0, 21);
  return grown;
};
