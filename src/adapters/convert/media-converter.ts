import * as E from 'fp-ts/lib/Either.js';
import { type AccountId } from '../../domain/model/account/account.js';
import { type Bytes } from '../../domain/model/bytes.js';
import { unavailable, type Unavailable } from '../../domain/model/errors.js';
import { limitOf } from '../../domain/model/media/media-rules.js';
import { SECOND } from '../../domain/model/time.js';
import { type ConvertedImage, type MediaConverter, type NotConvertible } from '../../domain/ports/media-converter.js';
import { type LineLimits, makeLine } from '../../kit/line/line.js';
import { type Weight } from '../../kit/line/turn.js';
import { type Timer } from '../../kit/time/timer.js';
import { declaredSize } from './declared-size.js';
import {
  type ConversionEnding,
  type ConverterProcesses,
  makeConverterProcesses,
} from './process/converter-processes.js';
import { type Job } from './process/messages.js';

const MAX_BYTES = limitOf('image');
/** A picture of exactly so many pixels passes. */
const MAX_PIXELS = 25_000_000;
/** Up to so many pixels a picture is small: done in a fraction of a second. */
const SMALL_PIXELS = 4_000_000;
/** Two conversions at once, one of them large, and one an account. The line is as long as every other (SPEC 1.2). */
export const standardLine: LineLimits = { perKey: 1, inAll: 2, heavy: 1, waiting: 256, maxWait: 10 * SECOND };

export interface MediaConverterOptions {
  readonly processes?: ConverterProcesses;
  readonly timer?: Timer;
}

/**
 * Converts pictures with libvips, in processes of their own. The large ones go one at a time and the small ones pass
 * beside, so that all stay within a bounded memory, and no account waits for the large pictures of another. What is
 * upright only by its EXIF orientation is turned, and the metadata is left behind. Rejects only where the file cannot
 * be read.
 */
export const makeMediaConverter = (options: MediaConverterOptions = {}): MediaConverter => {
  const line = makeLine<AccountId>(standardLine, options.timer);
  const { processes = makeConverterProcesses() } = options;
  return {
    toWhatsAppImage:
      (file, { account, signal }) =>
      async () => {
        if (file.sizeBytes > MAX_BYTES) return notConvertible(`${file.sizeBytes} bytes to convert`);
        const size = await declaredSize(file.read);
        if (size === null) return notConvertible('no head of a picture');
        const pixels = size.width * size.height;
        if (pixels > MAX_PIXELS) return notConvertible(`${pixels} pixels`);
        const weight = pixels > SMALL_PIXELS ? 'heavy' : 'light';

        const place = await line.enter(account, signal, weight);
        if (E.isLeft(place)) return E.left(unavailable(`no place in the line for conversions: ${place.left}`));
        try {
          const picture = await collect(file.bytes());
          return resultOf(await processes.run(jobOf(picture, weight), weight, signal));
        } finally {
          place.right();
        }
      },
  };
};

/** What was let in as small is held to it, whatever its inner chunks say. */
const jobOf = (picture: Uint8Array, weight: Weight): Job => {
  const pixels = weight === 'light' ? SMALL_PIXELS : MAX_PIXELS;
  return { picture, limits: { pixels, bytes: MAX_BYTES } };
};

const resultOf = (ending: ConversionEnding): E.Either<NotConvertible | Unavailable, ConvertedImage> => {
  switch (ending._tag) {
    case 'Converted':
      return E.right(ending.image);
    case 'Refused':
      return notConvertible(ending.why);
    case 'OverMemory':
      return notConvertible('took too much memory');
    case 'TooSlow':
      return notConvertible('took too long');
    case 'HungUp':
      return E.left(unavailable('the caller hung up during the conversion'));
    case 'Died':
      // What the system killed, for want of memory, may pass later; what crashed the decoder never will.
      return ending.isKilled
        ? E.left(unavailable(`the converter ended: ${ending.how}`))
        : notConvertible(`the converter ended: ${ending.how}`);
  }
};

const notConvertible = (cause: unknown): E.Either<NotConvertible, never> => E.left({ _tag: 'NotConvertible', cause });

const collect = async (bytes: Bytes): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
};
