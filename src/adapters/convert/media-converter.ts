import { Semaphore } from 'async-mutex';
import * as E from 'fp-ts/lib/Either.js';
import { type Bytes } from '../../domain/model/bytes.js';
import { limitOf } from '../../domain/model/media/media-rules.js';
import { type ConvertedImage, type MediaConverter, type NotConvertible } from '../../domain/ports/media-converter.js';
import { loadSharp, type Sharp } from './sharp-once.js';

/** A picture of exactly so many pixels passes; it takes about 100 MB while it is worked on. */
const MAX_PIXELS = 25_000_000;
const MAX_BYTES = limitOf('image');
const JPEG_QUALITY = 85;
const AT_ONCE = 2;
const SECONDS = 30;

/**
 * Converts pictures with libvips, two at a time, the others waiting in line. What is upright only by its EXIF
 * orientation is turned, and the metadata is left behind. Rejects only where the file cannot be read.
 */
export const makeMediaConverter = (): MediaConverter => {
  const places = new Semaphore(AT_ONCE);
  return {
    toWhatsAppImage: (file) => () =>
      places.runExclusive(async () => {
        if (file.sizeBytes > MAX_BYTES) return notConvertible(`${file.sizeBytes} bytes to convert`);
        const picture = await collect(file.bytes());
        const sharp = await loadSharp();
        return convert(sharp, picture).catch(notConvertible);
      }),
  };
};

const convert = async (sharp: Sharp, picture: Buffer): Promise<E.Either<NotConvertible, ConvertedImage>> => {
  // `pages: 1` is the first frame; `error` stops at a picture that is cut short.
  const open = () => sharp(picture, { pages: 1, limitInputPixels: MAX_PIXELS, failOn: 'error' });
  const { format, hasAlpha } = await open().metadata();
  if (format !== 'webp') return notConvertible(`a picture of type ${format}`);
  // An alpha channel alone is no transparency: in many pictures every pixel is opaque.
  const type = hasAlpha && !(await open().stats()).isOpaque ? 'image/png' : 'image/jpeg';
  const upright = open().autoOrient().timeout({ seconds: SECONDS });
  const bytes = await (type === 'image/png' ? upright.png() : upright.jpeg({ quality: JPEG_QUALITY })).toBuffer();
  return bytes.length > MAX_BYTES ? notConvertible(`${bytes.length} bytes once converted`) : E.right({ type, bytes });
};

const notConvertible = (cause: unknown): E.Either<NotConvertible, never> => E.left({ _tag: 'NotConvertible', cause });

const collect = async (bytes: Bytes): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
};
