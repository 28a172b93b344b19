import { MEGABYTE } from '../domain/model/bytes.js';
import { type ApiError, type SendFailed } from '../domain/model/errors.js';

/** The API's error codes: the closed list that callers program against. */
export const errorCodes = [
  'UNAUTHORIZED',
  'INSUFFICIENT_SCOPE',
  'FEATURE_LIMIT_EXCEEDED',
  'CONTACT_OPTED_OUT',
  'NOT_FOUND',
  'VALIDATION_ERROR',
  'INVALID_MEDIA_TYPE',
  'IDEMPOTENCY_CONFLICT',
  'IDEMPOTENCY_MISMATCH',
  'WHATSAPP_NOT_CONFIGURED',
  'RATE_LIMIT_EXCEEDED',
  'MESSAGE_SEND_FAILED',
  'INTERNAL_ERROR',
  'SERVICE_UNAVAILABLE',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** An error in the API's words: both doors say the same, each in its own kind of answer. */
export interface ErrorWords {
  readonly code: ErrorCode;
  /** A sentence for a person: what is wrong and what to do. */
  readonly message: string;
  /** What a program may want to know; its shape depends on the code. */
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly retryAfterSeconds: number | null;
}

/** The `details` of MESSAGE_SEND_FAILED, which are also a message's `error`. */
export const sendFailedDetails = ({ failure, chatMessageId, contactId }: Omit<SendFailed, '_tag'>) => ({
  error: failure.error,
  outcome: failure.outcome,
  retryable: failure.retryable,
  chat_message_id: chatMessageId,
  contact_id: contactId,
  ...(failure.whatsapp === null
    ? {}
    : {
        whatsapp: {
          code: failure.whatsapp.code,
          title: failure.whatsapp.title,
          details: failure.whatsapp.details,
          fbtrace_id: failure.whatsapp.fbtraceId,
        },
      }),
});

const words = (
  code: ErrorCode,
  message: string,
  more: { details?: Readonly<Record<string, unknown>>; retryAfterSeconds?: number } = {},
): ErrorWords => ({
  code,
  message,
  details: more.details ?? null,
  retryAfterSeconds: more.retryAfterSeconds ?? null,
});

/** How long a caller should wait before asking what became of a request that is still in progress, in seconds. */
const ASK_AGAIN = 2;

const mediaRefusals = {
  content_mismatch: 'The content of the file is not of a type that this media_type allows.',
  not_convertible: 'The webp picture cannot be converted to what WhatsApp takes; send it as jpg or png.',
  unreachable: 'The media_url could not be reached.',
  timeout: 'The media_url did not answer in time.',
  http_status: 'The media_url did not answer with status 200.',
  too_many_redirects: 'The media_url redirects too often; at most 3 redirects are followed.',
  incomplete: 'The download of media_url ended before the file was complete.',
} as const;

const sendFailures = {
  not_sent: 'The message was not sent; details say why.',
  unknown: 'It is not known whether the message was sent; do not send it again.',
} as const;

/** Says an error in the API's words. */
export const errorWords = (error: ApiError): ErrorWords => {
  switch (error._tag) {
    case 'Unauthorized':
      return words('UNAUTHORIZED', 'A valid token is required: Authorization: Bearer <token>.');
    case 'InsufficientScope':
      return words('INSUFFICIENT_SCOPE', `The token lacks the scope ${error.scope}.`);
    case 'RateLimitExceeded':
      return words('RATE_LIMIT_EXCEEDED', `Too many calls; try again in ${error.retryAfterSeconds} s.`, {
        retryAfterSeconds: error.retryAfterSeconds,
      });
    case 'UnsupportedBody':
      return words('VALIDATION_ERROR', error.message);
    case 'MalformedBody':
    case 'Interrupted':
      return words('VALIDATION_ERROR', 'The body of the request cannot be read.', {
        details: { body: [error.message] },
      });
    case 'BodyTooLarge':
      return words('VALIDATION_ERROR', 'The body of the request cannot be read.', {
        details: { body: [`must have at most ${sizeOf(error.maxBytes)}`] },
      });
    case 'TooSlow':
      return words('VALIDATION_ERROR', 'The request took too long to arrive.', {
        details: { body: ['came too slowly'] },
      });
    case 'BadFraming':
      return words('VALIDATION_ERROR', 'The request is not valid HTTP.');
    case 'FramingTooLarge':
      return words('VALIDATION_ERROR', "The request's headers are too large.");
    case 'Invalid':
      return words('VALIDATION_ERROR', error.inline ?? 'The request has faults; details names them by field.', {
        details: error.details,
      });
    case 'MissingConfig':
      return words(
        'VALIDATION_ERROR',
        'A contact has to be made, and the account lacks defaults for it; set them with postcard account set.',
        { details: { missing_config: error.missing } },
      );
    case 'IdempotencyConflict':
      return words('IDEMPOTENCY_CONFLICT', 'A request with this Idempotency-Key is in progress.', {
        retryAfterSeconds: ASK_AGAIN,
      });
    case 'IdempotencyMismatch':
      return words('IDEMPOTENCY_MISMATCH', 'This Idempotency-Key was used with another request; take a new key.');
    case 'ContactNotFound':
      return words('NOT_FOUND', 'There is no contact with this contact_id and phone.');
    case 'MessageNotFound':
      return words('NOT_FOUND', 'There is no message with this chat_message_id.');
    case 'ContactOptedOut':
      return words('CONTACT_OPTED_OUT', 'The contact has opted out of messages.');
    case 'WhatsAppNotConfigured':
      return words(
        'WHATSAPP_NOT_CONFIGURED',
        'The account has no WhatsApp phone number id or no access token; set them with postcard account set.',
      );
    case 'FeatureLimitExceeded':
      return words('FEATURE_LIMIT_EXCEEDED', `The account's limit of ${error.maximum} ${error.feature} is reached.`, {
        details: { feature: error.feature, current: error.current, maximum: error.maximum },
      });
    case 'MediaRefused':
      return words('INVALID_MEDIA_TYPE', mediaRefusals[error.reason], { details: { reason: error.reason } });
    case 'SendFailed':
      return words('MESSAGE_SEND_FAILED', sendFailures[error.failure.outcome], { details: sendFailedDetails(error) });
    case 'Unavailable':
      return words('SERVICE_UNAVAILABLE', 'The service cannot take this request now; try again later.', {
        retryAfterSeconds: error.retryAfterSeconds,
      });
  }
};

const sizeOf = (bytes: number): string => (bytes % MEGABYTE === 0 ? `${bytes / MEGABYTE} MB` : `${bytes} bytes`);

/** A defect, in the API's words: no stack, no path, no driver text. */
export const internalError: ErrorWords = words('INTERNAL_ERROR', 'Something went wrong on our side.');
