import { type Option } from 'fp-ts/lib/Option.js';
import { type MediaId } from '../model/media/media-id.js';
import { type Instant } from '../model/time.js';
import { type Stored } from './store.js';

/** WhatsApp's ids of uploaded files, so that each file is uploaded once. */
export interface UploadHandles {
  /** The id that WhatsApp gave this file under this phone number, if it has not expired at `now`. */
  readonly find: (media: MediaId, phoneNumberId: string, now: Instant) => Stored<Option<string>>;
  /** Stores an id until `goodUntil`. A newer id replaces it. */
  readonly keep: (media: MediaId, phoneNumberId: string, whatsappId: string, goodUntil: Instant) => Stored<void>;
  /** Removes an id that WhatsApp no longer knows. */
  readonly forget: (media: MediaId, phoneNumberId: string) => Stored<void>;
}
