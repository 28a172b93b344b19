import type sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { ConvertedImage } from '../../../domain/ports/media-converter.js';

const JPEG_QUALITY = 85;
const OPAQUE = 0xff;
const UPRIGHT = 1;
/** Up to so many pixels a JPEG gets the best Huffman codes. They are counted over the whole picture, 6 bytes a pixel. */
const COUNTED_PIXELS = 4_000_000;

/** What one conversion is held to. */
export interface ConversionLimits {
  readonly pixels: number;
  readonly bytes: number;
}

/** Called with how many bytes more than now the conversion may need. */
export type ExpectMemory = (bytes: number) => void;

/** The types of picture that come here. What else libvips reads is refused. */
const TYPES: readonly string[] = ['webp', 'png', 'jpeg'];

/**
 * Bytes a pixel while a picture is decoded whole: 191 MiB of 25 megapixels. libwebp holds it twice, as RGBA; an interlaced
 * PNG has 4 channels of 16 bits; a progressive JPEG in CMYK has 4 coefficients of 16 bits.
 */
const DECODED = 8;
/** To turn an opaque picture it holds a third copy, as RGB. */
const TURNED = 3;
/** For the alpha, rows on their way and what was written, which is held twice where it grows: 48 MiB. */
const BESIDE = 48 * 1_024 * 1_024;

/**
 * The first frame of a WebP, PNG or JPEG, upright, in sRGB of 8 bits, as JPEG of quality 85, or as PNG if it has
 * transparency; its metadata is left behind. Rejects what does not decode or passes a limit.
 */
export const convertPicture = async (
  load: typeof sharp,
  picture: Uint8Array,
  limits: ConversionLimits,
  expectMemory: ExpectMemory,
): Promise<ConvertedImage> => {
  // `pages: 1` is the first frame; `error` stops at a picture that is cut short.
  const open = (): Sharp => load(picture, { pages: 1, limitInputPixels: limits.pixels, failOn: 'error' });
  const { format, hasAlpha, width, height, orientation = UPRIGHT, space, hasProfile } = await open().metadata();
  if (!TYPES.includes(format)) throw new Error(`a picture of type ${format}`);

  const pixels = width * height;
  expectMemory(pixels * (orientation === UPRIGHT ? DECODED : DECODED + TURNED) + BESIDE);

  // An alpha channel alone is no transparency: in many pictures every pixel is opaque.
  const isTransparent = hasAlpha && (await alphaOf(open())).some((value) => value !== OPAQUE);
  // The alpha is not needed any more, and decoding anew takes what memory there is.
  globalThis.gc?.();

  // sharp takes the colours of 16 bits to Display P3 by the embedded profile, and all others to sRGB.
  const isInP3 = space === 'rgb16' && hasProfile;
  const inSrgb = isInP3 ? open().withIccProfile('srgb', { attach: false }) : open();
  // A picture that lies is turned once it is a PNG of 8 bits, where libvips would hold a third large copy otherwise.
  const turnsLater = orientation !== UPRIGHT && (isTransparent || format === 'png');
  const source = turnsLater ? load(await inSrgb.keepExif().png().toBuffer()) : inSrgb;
  const bytes = await (isTransparent ? source.autoOrient().png() : asJpeg(source.autoOrient(), pixels)).toBuffer();
  if (bytes.length > limits.bytes) throw new Error(`${bytes.length} bytes once converted`);
  return { type: isTransparent ? 'image/png' : 'image/jpeg', bytes };
};

const asJpeg = (picture: Sharp, pixels: number): Sharp =>
  picture.jpeg({ quality: JPEG_QUALITY, optimiseCoding: pixels <= COUNTED_PIXELS });

/** A byte for each pixel. `stats` of libvips looks at all channels and takes ten times as long. */
const alphaOf = (picture: Sharp): Promise<Buffer> => picture.extractChannel('alpha').raw().toBuffer();
