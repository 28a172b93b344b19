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

/** libvips decodes a WebP whole, and holds it twice, as RGBA: 191 MiB of 25 megapixels. */
const DECODED = 8;
/** To turn an opaque picture it holds a third copy, as RGB. */
const TURNED = 3;
/** For the alpha, rows on their way and what was written, which is held twice where it grows: 48 MiB. */
const BESIDE = 48 * 1_024 * 1_024;

/**
 * The first frame of a WebP, upright, as JPEG of quality 85, or as PNG if it has transparency; its metadata is left
 * behind. Rejects what does not decode or passes a limit.
 */
export const convertPicture = async (
  load: typeof sharp,
  picture: Uint8Array,
  limits: ConversionLimits,
  expectMemory: ExpectMemory,
): Promise<ConvertedImage> => {
  // `pages: 1` is the first frame; `error` stops at a picture that is cut short.
  const open = (): Sharp => load(picture, { pages: 1, limitInputPixels: limits.pixels, failOn: 'error' });
  const { format, hasAlpha, width, height, orientation = UPRIGHT } = await open().metadata();
  if (format !== 'webp') throw new Error(`a picture of type ${format}`);

  const pixels = width * height;
  expectMemory(pixels * (orientation === UPRIGHT ? DECODED : DECODED + TURNED) + BESIDE);

  // An alpha channel alone is no transparency: in many pictures every pixel is opaque.
  const isTransparent = hasAlpha && (await alphaOf(open())).some((value) => value !== OPAQUE);
  // The alpha is not needed any more, and decoding anew takes what memory there is.
  globalThis.gc?.();

  const bytes = isTransparent ? await pngOf(load, open(), orientation) : await jpegOf(open(), pixels);
  if (bytes.length > limits.bytes) throw new Error(`${bytes.length} bytes once converted`);
  return { type: isTransparent ? 'image/png' : 'image/jpeg', bytes };
};

const jpegOf = (picture: Sharp, pixels: number): Promise<Buffer> =>
  picture
    .autoOrient()
    .jpeg({ quality: JPEG_QUALITY, optimiseCoding: pixels <= COUNTED_PIXELS })
    .toBuffer();

/** A picture that lies is turned once it is a PNG: libvips would hold a third copy, to turn it while it is a WebP. */
const pngOf = async (load: typeof sharp, picture: Sharp, orientation: number): Promise<Buffer> => {
  if (orientation === UPRIGHT) return picture.png().toBuffer();
  const lying = await picture.keepExif().png().toBuffer();
  return load(lying).autoOrient().png().toBuffer();
};

/** A byte for each pixel. `stats` of libvips looks at all channels and takes ten times as long. */
const alphaOf = (picture: Sharp): Promise<Buffer> => picture.extractChannel('alpha').raw().toBuffer();
