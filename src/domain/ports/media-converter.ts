import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type StagedMedia } from './media-storage.js';

/** The picture cannot be converted to a format that WhatsApp accepts. */
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
   * The first frame as JPEG of quality 85, or as PNG if it has transparency. `NotConvertible` if the picture has over
   * 25 megapixels, takes over 5 MB once converted, or does not decode.
   */
  readonly toWhatsAppImage: (
    file: Pick<StagedMedia, 'sizeBytes' | 'bytes'>,
  ) => TE.TaskEither<NotConvertible, ConvertedImage>;
}
