import { type AccountId } from './account.js';
import { type Branded } from './brand.js';
import { type ContactId } from './contact.js';
import { type MediaType } from './media-rules.js';
import { mayBecome, type MessageState } from './message-state.js';
import { type PhoneNumber } from './phone.js';
import { DAY, type Instant, SECOND } from './time.js';

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

/** How long a conversation stays open. */
export const CONVERSATION_LENGTH = DAY;

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

/** What calling WhatsApp came to. */
export type SendOutcome =
  | { readonly _tag: 'Accepted'; readonly wamid: string; readonly waId: string | null; readonly at: Instant }
  | { readonly _tag: 'Refused'; readonly failure: SendFailure; readonly at: Instant };

/** What calling WhatsApp came to as far as the caller was told; a status may say more later. */
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

export interface Message extends MessageDraft {
  readonly id: ChatMessageId;
  readonly state: MessageState;
  readonly createdAt: Instant;
  readonly leaseUntil: Instant;
  /** Null while WhatsApp's answer is awaited, and for good where nobody lived to hear it. */
  readonly outcome: CallOutcome | null;
  /** WhatsApp's id of the message, once its answer or a status has told it. */
  readonly wamid: string | null;
  readonly sentAt: Instant | null;
  readonly deliveredAt: Instant | null;
  readonly readAt: Instant | null;
  readonly failedAt: Instant | null;
  readonly failure: SendFailure | null;
}

export const refOf = ({ accountId, id }: Message): MessageRef => ({ accountId, id });

/**
 * When each step was taken, as callers are told. WhatsApp's times are whole seconds, cut off, and ours are not: no
 * step seems to come before an earlier one.
 */
export const stepTimes = (message: Message): Pick<Message, 'sentAt' | 'deliveredAt' | 'readAt' | 'failedAt'> => {
  const { sentAt } = message;
  const deliveredAt = notBefore(sentAt, message.deliveredAt);
  return {
    sentAt,
    deliveredAt,
    readAt: notBefore(deliveredAt ?? sentAt, message.readAt),
    failedAt: notBefore(sentAt, message.failedAt),
  };
};

const notBefore = (earlier: Instant | null, at: Instant | null): Instant | null =>
  at === null || earlier === null ? at : Math.max(earlier, at);

/** A draft as it is first recorded. */
export const openedMessage = (draft: MessageDraft, id: ChatMessageId, now: Instant): Message => ({
  ...draft,
  id,
  state: 'pending',
  createdAt: now,
  leaseUntil: now + LEASE,
  outcome: null,
  wamid: null,
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  failedAt: null,
  failure: null,
});

/**
 * The message once its outcome is known. An outcome that comes after a status still records its wamid and
 * `sentAt`; it never takes the state back. A send that certainly did not happen and may be tried again frees
 * its idempotency key.
 */
export const settledMessage = (message: Message, outcome: SendOutcome): Message => {
  if (outcome._tag === 'Accepted') {
    const accepted: Message = { ...message, outcome: 'accepted', wamid: outcome.wamid, sentAt: outcome.at };
    return mayBecome(message.state, 'sent') ? { ...accepted, state: 'sent', failure: null } : accepted;
  }
  const { failure } = outcome;
  const state = failure.outcome === 'unknown' ? 'unconfirmed' : 'failed';
  if (!mayBecome(message.state, state))
    return message.outcome === null ? { ...message, outcome: failure.outcome } : message;
  return {
    ...message,
    state,
    outcome: message.outcome === 'accepted' ? 'accepted' : failure.outcome,
    failure,
    failedAt: state === 'failed' ? outcome.at : null,
    key: freesKey(failure) ? null : message.key,
  };
};

/** Whether a send may be repeated under its key: it certainly did not happen, and may succeed. */
export const freesKey = (failure: SendFailure): boolean => failure.outcome === 'not_sent' && failure.retryable;

/** Why a message is `unconfirmed` that nobody settled: its process died, or its lease ran out. */
export const leaseLost: SendFailure = {
  error: 'The service stopped before WhatsApp answered; a status of WhatsApp will tell what became of the message.',
  outcome: 'unknown',
  retryable: false,
  whatsapp: null,
};
