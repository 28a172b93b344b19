import { type AccountId } from '../model/account/account.js';
import { type News } from '../model/message/news.js';
import { type Instant } from '../model/time.js';

/** The ids that the body of a notification names, each once. */
export interface NamedIds {
  readonly phoneNumberIds: readonly string[];
  readonly businessAccountIds: readonly string[];
}

/** What happened to one phone number of one business account. */
export interface Change {
  /** The business account that the change is of. */
  readonly businessAccountId: string | null;
  /** The phone number that the change is about; null where it is about none. */
  readonly phoneNumberId: string | null;
  /** What the change reports, read as the account's that it belongs to. What is no news is left out. */
  readonly news: (account: AccountId, now: Instant) => readonly News[];
}

/** Reads what WhatsApp sends to the webhook. */
export interface Notifications {
  /**
   * Every id that `changesIn` finds, and maybe more, by one pass over the bytes that parses nothing: cheap enough
   * for a body that anybody may have sent.
   */
  readonly namesIn: (raw: Uint8Array) => NamedIds;
  /** The changes of a body in its order; of a body of another shape, none. Parses it: for a signed body only. */
  readonly changesIn: (raw: Uint8Array) => readonly Change[];
  /**
   * Whether `signature` (64 lower-case hex digits; anything else is wrong) is that of these bytes under this secret.
   * Takes the same time wherever a wrong one differs.
   */
  readonly isSignedWith: (secret: string, raw: Uint8Array, signature: string) => boolean;
}
