import { type ContactId } from './contact/contact.js';
import { type MessageState } from './message/message-state.js';
import { type ChatMessageId } from './message/opened-message.js';
import { type SendFailure } from './message/send-outcome.js';
import { type Scope } from './account/token.js';

/** What is wrong with each field, in sentences. The record has no prototype: a caller chooses the field names. */
export type FieldFaults = Readonly<Record<string, readonly string[]>>;

/** The account has reached its limit of this feature. */
export interface FeatureLimitExceeded {
  readonly _tag: 'FeatureLimitExceeded';
  readonly feature: 'contacts' | 'conversations' | 'webhook_endpoints';
  readonly current: number;
  readonly maximum: number;
}

/** Why media was refused. The caller of a `media_url` learns no more than this; the log has the cause. */
export type MediaRefusal =
  | 'content_mismatch'
  | 'password_protected'
  | 'not_convertible'
  | 'unreachable'
  | 'timeout'
  | 'http_status'
  | 'too_many_redirects'
  | 'incomplete';

export interface MediaRefused {
  readonly _tag: 'MediaRefused';
  readonly reason: MediaRefusal;
  /** What the bytes are, where that is known: an extension or a MIME type. */
  readonly detected?: string;
  readonly cause?: unknown;
}

/** A store is down, the disk is full, a line is full, or the service stops. Nothing can have been sent. */
export interface Unavailable {
  readonly _tag: 'Unavailable';
  readonly retryAfterSeconds: number;
  readonly cause: unknown;
}

export const unavailable = (cause: unknown, retryAfterSeconds = 5): Unavailable => ({
  _tag: 'Unavailable',
  retryAfterSeconds,
  cause,
});

/**
 * What is wrong with a request before its fields are read. A door finds it; the use case only passes it on. Each
 * `message` continues a sentence that begins with "body", except that of `UnsupportedBody`, which is a whole sentence.
 */
export type BodyFault =
  /** A content type or content encoding that is not supported. */
  | { readonly _tag: 'UnsupportedBody'; readonly message: string }
  /** Not what its type says, or not UTF-8. */
  | { readonly _tag: 'MalformedBody'; readonly message: string }
  | { readonly _tag: 'BodyTooLarge'; readonly maxBytes: number }
  /** The caller left, or the connection ended, before the request was complete. */
  | { readonly _tag: 'Interrupted'; readonly message: string }
  /** The request took too long to arrive. */
  | { readonly _tag: 'TooSlow' }
  /** What carries the body (lengths, chunks, headers) contradicts itself or cannot be parsed. */
  | { readonly _tag: 'BadFraming' }
  /** The body comes in too many pieces that are too small. */
  | { readonly _tag: 'Fragmented' }
  /** What carries the body is larger than is taken. */
  | { readonly _tag: 'FramingTooLarge' };

/** Why a caller is not authorized. */
export type AdmissionError =
  | { readonly _tag: 'Unauthorized' }
  | { readonly _tag: 'RateLimitExceeded'; readonly retryAfterSeconds: number }
  | { readonly _tag: 'InsufficientScope'; readonly scope: Scope }
  | Unavailable;

export interface Invalid {
  readonly _tag: 'Invalid';
  readonly details: FieldFaults;
  /** The original's sentence if extension or size is at fault. Its clients look for it at the top level. */
  readonly inline: string | null;
}

export const invalid = (details: FieldFaults, inline: string | null = null): Invalid => ({
  _tag: 'Invalid',
  details,
  inline,
});

/** The request needs a new contact, and the account has no defaults for one. */
export interface MissingConfig {
  readonly _tag: 'MissingConfig';
  readonly missing: { readonly lead_status?: true; readonly lead_source?: true };
}

/** WhatsApp refused a message, could not be reached, or left its outcome unknown. */
export interface SendFailed {
  readonly _tag: 'SendFailed';
  readonly failure: SendFailure;
  readonly chatMessageId: ChatMessageId;
  readonly contactId: ContactId;
}

/** The account has no message of this id. */
export interface MessageNotFound {
  readonly _tag: 'MessageNotFound';
}

/** The account has no such thing; another account may have it. */
export interface NotFound {
  readonly _tag: 'NotFound';
  readonly what: 'contact' | 'webhook_endpoint' | 'delivery';
}

/** What was asked for does not fit the state of a thing: a message's status, or an endpoint that is disabled. */
export interface Conflict {
  readonly _tag: 'Conflict';
  readonly details: { readonly status: MessageState } | { readonly enabled: false };
}

/** Every error of a call that asks for something before it does its work. */
export type CallError = AdmissionError | BodyFault | Invalid;

/** Every error of reading messages. */
export type ReadMessagesError = CallError | MessageNotFound;

/** Every error of settling a message by hand. */
export type SettleMessageError = ReadMessagesError | Conflict;

/** Every error of the calls beside a send (SHAPES). */
export type ResourceError = ReadMessagesError | NotFound | Conflict | MissingConfig | FeatureLimitExceeded;

/** Every error of sending a media message. */
export type SendMediaError =
  | AdmissionError
  | BodyFault
  | Invalid
  | MissingConfig
  | { readonly _tag: 'IdempotencyConflict' }
  | { readonly _tag: 'IdempotencyMismatch' }
  | { readonly _tag: 'ContactNotFound' }
  | { readonly _tag: 'ContactOptedOut' }
  | { readonly _tag: 'WhatsAppNotConfigured' }
  | FeatureLimitExceeded
  | MediaRefused
  | SendFailed;

/** Every error that a door has to answer. */
export type ApiError = SendMediaError | ResourceError;
