import { type AccountId } from '../account/account.js';
import { type Branded } from '../brand.js';
import { type ContactId } from '../contact/contact.js';
import { type MediaType } from '../media/media-rules.js';
import { type PhoneNumber } from '../contact/phone.js';
import { DAY, type Instant, SECOND } from '../time.js';

/** A positive integer, per account, never reused: the API's `chat_message_id`. */
export type ChatMessageId = Branded<number, 'ChatMessageId'>;

/** 43 characters of base64url: the HMAC-SHA256 of a file's sha256 and served type under its account's key. */
export type MediaId = Branded<string, 'MediaId'>;

export const parseMediaId = (text: string): MediaId | null =>
  /^[A-Za-z0-9_-]{43}$/.test(text) ? (text as MediaId) : null;

/** 1 to 255 printable ASCII characters, taken as written. */
export type IdempotencyKey = Branded<string, 'IdempotencyKey'>;

/** How long a key answers with its first answer. */
export const KEY_LIFETIME = DAY;

/** Whether a message that has an idempotency key still answers for it. */
export const holdsKey = ({ createdAt }: Pick<OpenedMessage, 'createdAt'>, now: Instant): boolean =>
  now - createdAt < KEY_LIFETIME;

/** How long a `pending` message may stay so before it counts as `unconfirmed`; an upload to WhatsApp renews it. */
export const LEASE = 90 * SECOND;

/** What WhatsApp said about a refusal. */
export interface WhatsAppRefusal {
  readonly code: number;
  readonly title: string;
  readonly details: string | null;
  readonly fbtraceId: string | null;
}

/** Why a message is not known to be sent. */
export interface SendFailure {
  /** One sentence for the caller. */
  readonly error: string;
  readonly outcome: 'not_sent' | 'unknown';
  /** Whether the same request may be sent again with a chance of success. */
  readonly retryable: boolean;
  readonly whatsapp: WhatsAppRefusal | null;
}

/** The result of a call to WhatsApp. */
export type SendOutcome =
  | { readonly _tag: 'Accepted'; readonly wamid: string; readonly waId: string | null; readonly at: Instant }
  | { readonly _tag: 'Refused'; readonly failure: SendFailure; readonly at: Instant };

/** The result of the call to WhatsApp, as its caller got it; a status may say more later. */
export const callOutcomes = ['accepted', 'not_sent', 'unknown'] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/** Names a message among all accounts. */
export interface MessageRef {
  readonly accountId: AccountId;
  readonly id: ChatMessageId;
}

/** A message about to be opened. */
export interface MessageDraft {
  readonly accountId: AccountId;
  readonly contactId: ContactId;
  readonly phone: PhoneNumber;
  readonly mediaType: MediaType;
  readonly mediaId: MediaId;
  readonly mediaUrl: string;
  readonly caption: string | null;
  readonly filename: string | null;
  readonly warnings: readonly string[];
  readonly key: IdempotencyKey | null;
  /** SHA-256 in hex of what makes two requests the same. */
  readonly fingerprint: string;
}

/** What a message has in every state. */
export interface OpenedMessage extends MessageDraft {
  readonly id: ChatMessageId;
  readonly createdAt: Instant;
  readonly leaseUntil: Instant;
}

/** WhatsApp's answer is awaited. */
export interface PendingMessage extends OpenedMessage {
  readonly state: 'pending';
  readonly outcome: null;
}

/** WhatsApp may have the message: its answer did not come, or did not say. */
export interface UnconfirmedMessage extends OpenedMessage {
  readonly state: 'unconfirmed';
  readonly outcome: 'unknown';
  readonly failure: SendFailure;
}

/** What a message has that reached WhatsApp. A status may come before the call's outcome, which is null until then. */
interface ReachedMessage extends OpenedMessage {
  readonly outcome: CallOutcome | null;
  /** WhatsApp's id of the message, from its answer or from a status. */
  readonly wamid: string;
}

export interface SentMessage extends ReachedMessage {
  readonly state: 'sent';
  /** A refusal would have made it `failed`. */
  readonly outcome: Exclude<CallOutcome, 'not_sent'> | null;
  readonly sentAt: Instant;
}

/** Statuses may skip steps, so the time of an earlier step may be unknown. */
export interface DeliveredMessage extends ReachedMessage {
  readonly state: 'delivered';
  readonly sentAt: Instant | null;
  readonly deliveredAt: Instant;
}

export interface ReadMessage extends ReachedMessage {
  readonly state: 'read';
  readonly sentAt: Instant | null;
  readonly deliveredAt: Instant | null;
  readonly readAt: Instant;
}

/** A voice clip that was played; WhatsApp need not have said that it was read. */
export interface PlayedMessage extends ReachedMessage {
  readonly state: 'played';
  readonly sentAt: Instant | null;
  readonly deliveredAt: Instant | null;
  readonly readAt: Instant | null;
}

interface FailedBase extends OpenedMessage {
  readonly state: 'failed';
  readonly failedAt: Instant;
  readonly failure: SendFailure;
}

/** WhatsApp accepted the message and could not deliver it. */
export interface AcceptedThenFailedMessage extends FailedBase {
  readonly outcome: 'accepted';
  readonly wamid: string;
  readonly sentAt: Instant;
}

/** WhatsApp refused the message, or a status reported its failure before the outcome, or after an unknown one. */
export interface RefusedMessage extends FailedBase {
  readonly outcome: Exclude<CallOutcome, 'accepted'> | null;
  readonly wamid: string | null;
  readonly sentAt: Instant | null;
}

export type FailedMessage = AcceptedThenFailedMessage | RefusedMessage;

/** A message, by its state: each has what that state can have. */
export type Message =
  PendingMessage | UnconfirmedMessage | SentMessage | DeliveredMessage | ReadMessage | PlayedMessage | FailedMessage;

/** A message whose outcome is recorded, or of which a status was reported. */
export type SettledMessage = Exclude<Message, PendingMessage>;

export const refOf = ({ accountId, id }: MessageRef): MessageRef => ({ accountId, id });

/** WhatsApp's id of the message; null where neither its answer nor a status has given one. */
export const wamidOf = (message: Message): string | null => ('wamid' in message ? message.wamid : null);

/** Why the message is not known to be sent; null where it is, or may still be. */
export const failureOf = (message: Message): SendFailure | null => ('failure' in message ? message.failure : null);

/** The part of a message that does not depend on its state. */
export const openedPart = (message: OpenedMessage): OpenedMessage => ({
  accountId: message.accountId,
  contactId: message.contactId,
  phone: message.phone,
  mediaType: message.mediaType,
  mediaId: message.mediaId,
  mediaUrl: message.mediaUrl,
  caption: message.caption,
  filename: message.filename,
  warnings: message.warnings,
  key: message.key,
  fingerprint: message.fingerprint,
  id: message.id,
  createdAt: message.createdAt,
  leaseUntil: message.leaseUntil,
});

/** A draft as it is first recorded. */
export const openedMessage = (draft: MessageDraft, id: ChatMessageId, now: Instant): PendingMessage => ({
  ...draft,
  id,
  createdAt: now,
  leaseUntil: now + LEASE,
  state: 'pending',
  outcome: null,
});

/** A pending message whose sender is alive: its lease starts again at `now`. */
export const renewedMessage = (message: PendingMessage, now: Instant): PendingMessage => ({
  ...message,
  leaseUntil: now + LEASE,
});
