import { type AccountId } from '../model/account/account.js';
import { type UnaddressedNews } from '../model/message/news.js';
import { type Instant } from '../model/time.js';

/** What the body of a notification names accounts by, each value once, in the order of the body. */
export interface NamedIds {
  readonly phoneNumberIds: readonly string[];
  readonly businessAccountIds: readonly string[];
  /** The accounts that marks of messages name. */
  readonly accountIds: readonly AccountId[];
}

/** A change of one phone number of one business account. */
export interface Change {
  /** The business account of the change. */
  readonly businessAccountId: string | null;
  /** The phone number of the change; null if it concerns none. */
  readonly phoneNumberId: string | null;
  /** What the change reports. Parts that are no news are left out. It reads them at each call. */
  readonly news: (now: Instant) => readonly UnaddressedNews[];
}

/** Reads what WhatsApp sends to the webhook. */
export interface Notifications {
  /**
   * The names that `changesIn` would find, and maybe others: the first 32 of each kind. It takes one bounded pass over
   * the bytes without parsing, which is cheap enough for a body from an unknown sender.
   */
  readonly namesIn: (raw: Uint8Array) => NamedIds;
  /**
   * The changes of a body, in its order; none if the body has another shape. It parses the body, so use it for a signed
   * body only.
   */
  readonly changesIn: (raw: Uint8Array) => readonly Change[];
  /**
   * Whether `signature` (64 lower-case hex digits; anything else is wrong) is the signature of these bytes under this
   * secret. It compares in constant time.
   */
  readonly isSignedWith: (secret: string, raw: Uint8Array, signature: string) => boolean;
}
