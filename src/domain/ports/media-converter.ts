import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../model/account/account.js';
import { type Unavailable } from '../model/errors.js';
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
   * The first frame of a WebP, PNG or JPEG, upright and in sRGB of 8 bits, as JPEG of quality 85, or as PNG if it has
   * transparency. `NotConvertible` if the picture has over 25 megapixels, takes over 5 MB once converted, or does not
   * decode. Conversions wait in a line that is fair between accounts: at most 256 an account and at most 10 s, beyond
   * that `Unavailable`. A caller that hangs up loses its turn, and ends what is being converted for it.
   */
  readonly toWhatsAppImage: (
    file: Pick<StagedMedia, 'sizeBytes' | 'read' | 'bytes'>,
    caller: { readonly account: AccountId; readonly signal: AbortSignal },
  ) => TE.TaskEither<NotConvertible | Unavailable, ConvertedImage>;
}
