import { type Option } from 'fp-ts/lib/Option.js';
import { type MediaId } from '../model/media/media-id.js';
import { type Instant } from '../model/time.js';
import { type Stored } from './store.js';

/** WhatsApp's ids of files that were uploaded to it, so that the same file goes there once. */
export interface UploadHandles {
  /** The id that WhatsApp gave this file under this phone number, if it is still good at `now`. */
  readonly find: (media: MediaId, phoneNumberId: string, now: Instant) => Stored<Option<string>>;
  /** Keeps an id until `goodUntil`; a newer one replaces it. */
  readonly keep: (media: MediaId, phoneNumberId: string, whatsappId: string, goodUntil: Instant) => Stored<void>;
  /** Forgets an id that WhatsApp no longer knows. */
  readonly forget: (media: MediaId, phoneNumberId: string) => Stored<void>;
}
