import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type StagedMedia } from './media-storage.js';

/** The picture cannot be made into one that WhatsApp takes. */
export interface NotConvertible {
  readonly _tag: 'NotConvertible';
  readonly cause: unknown;
}

export interface ConvertedImage {
  readonly type: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

export interface MediaConverter {
  /**
   * The first frame as JPEG of quality 85, as PNG where it has transparency. Refused: over 25 megapixels, over
   * 5 MB once converted, and what does not decode.
   */
  readonly toWhatsAppImage: (
    file: Pick<StagedMedia, 'sizeBytes' | 'bytes'>,
  ) => TE.TaskEither<NotConvertible, ConvertedImage>;
}
