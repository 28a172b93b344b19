import { type AccountId } from '../account/account.js';
import { type Branded } from '../brand.js';
import { type ContactId } from '../contact/contact.js';
import { type Erased, type Recipient } from '../contact/recipient.js';
import { type MediaId } from '../media/media-id.js';
import { type MediaType } from '../media/media-rules.js';
import { type Instant, SECOND } from '../time.js';
import { type IdempotencyKey } from './idempotency-key.js';
import { type MessageOrigin, type Timeline } from './timeline.js';

/** A positive integer, per account, never reused: the API's `chat_message_id`. */
export type ChatMessageId = Branded<number, 'ChatMessageId'>;

/** How long a message may stay `pending` before it becomes `unconfirmed`. An upload to WhatsApp renews the lease. */
export const LEASE = 90 * SECOND;

/** Names a message among all accounts. */
export interface MessageRef {
  readonly accountId: AccountId;
  readonly id: ChatMessageId;
}

/** A message about to be opened. */
export interface MessageDraft {
  readonly accountId: AccountId;
  readonly contactId: ContactId;
  /** Who the message goes to, as its send named them. */
  readonly recipient: Recipient;
  readonly mediaType: MediaType;
  readonly mediaId: MediaId;
  readonly mediaUrl: string;
  readonly caption: string | null;
  readonly filename: string | null;
  /** The caller's own text, which is never sent. */
  readonly reference: string | null;
  readonly warnings: readonly string[];
  readonly key: IdempotencyKey | null;
  /** SHA-256 in hex of everything that two requests must share to count as the same. */
  readonly fingerprint: string;
  /** The random part of the message's mark, 8 base64url characters; null for a message from before marks had one. */
  readonly nonce: string | null;
  readonly origin: MessageOrigin;
}

/** What erasing takes from a message, of what each has before it (SPEC 5). */
type Erasable = 'recipient' | 'mediaUrl';

/** What a message has in every state. */
export interface OpenedMessage extends Omit<MessageDraft, Erasable | 'origin'> {
  readonly recipient: Recipient | Erased;
  /** Null after erasing: the message names its file no more, whatever its `mediaId`. */
  readonly mediaUrl: string | null;
  readonly id: ChatMessageId;
  readonly createdAt: Instant;
  /** The minute of service in which it was opened; null for a message from before service was counted. */
  readonly openedInMinute: number | null;
  readonly leaseUntil: Instant;
  /** Whether its state was set by hand. What WhatsApp tells wins over it. */
  readonly settledByHand: boolean;
  /**
   * Its person was erased while its outcome was awaited: the write that settles it erases it, and its events tell nothing
   * of the person. It stays true until an erasing has come by again, for the file.
   */
  readonly erasesOnceSettled: boolean;
  /** Empty for a message from before timelines were kept. */
  readonly timeline: Timeline;
}

export const refOf = ({ accountId, id }: MessageRef): MessageRef => ({ accountId, id });

/** The part of a message that does not depend on its state. */
export const openedPart = (message: OpenedMessage): OpenedMessage => ({
  accountId: message.accountId,
  contactId: message.contactId,
  recipient: message.recipient,
  mediaType: message.mediaType,
  mediaId: message.mediaId,
  mediaUrl: message.mediaUrl,
  caption: message.caption,
  filename: message.filename,
  reference: message.reference,
  warnings: message.warnings,
  key: message.key,
  fingerprint: message.fingerprint,
  nonce: message.nonce,
  id: message.id,
  createdAt: message.createdAt,
  openedInMinute: message.openedInMinute,
  leaseUntil: message.leaseUntil,
  settledByHand: message.settledByHand,
  erasesOnceSettled: message.erasesOnceSettled,
  timeline: message.timeline,
});
