import { MEGABYTE } from '../domain/model/bytes.js';
import { type ApiError, type Conflict, type MediaRefusal, type NotFound } from '../domain/model/errors.js';
import { type SendFailure } from '../domain/model/message/send-outcome.js';
import { detectedWords } from './detected-words.js';
import { sendFacts } from './error-facts.js';
import { faultsMessage } from './faults-message.js';
import { type ErrorWords, faultyFields, plainWords, tryLater, withFacts } from './words.js';

/**
 * A defect of the service. The log has its cause. The caller learns nothing of it: no stack, no path, no driver text.
 */
export interface Defect {
  readonly _tag: 'Defect';
  readonly cause: unknown;
}

/** Every error that both doors can answer. */
export type Refusal = ApiError | Defect;

/** `fault` continues a sentence that begins with "body". */
const unreadableBody = (fault: string): ErrorWords =>
  faultyFields(`The body of the request ${fault}.`, { body: [fault] });

const sizeOf = (bytes: number): string => (bytes % MEGABYTE === 0 ? `${bytes / MEGABYTE} MB` : `${bytes} bytes`);

/** How long a caller should wait before it repeats a request that is still in progress, in seconds. */
const ASK_AGAIN = 2;

const mediaRefusals = {
  content_mismatch:
    'The content of the file is not of a type that this media_type allows; send a file of an allowed type.',
  password_protected: 'The file is protected by a password; take the password away and send it again.',
  not_convertible:
    'The picture cannot be converted to one that WhatsApp shows; send it as jpg or png in RGB with 8 bits per channel, with at most 25 megapixels.',
  unreachable: 'The media_url could not be reached; check it, or upload the file.',
  timeout: 'The media_url did not answer in time; try again, or upload the file.',
  http_status: 'The media_url did not answer with status 200; check it, or upload the file.',
  too_many_redirects: 'The media_url redirects more than 3 times; give the final URL.',
  incomplete: 'The download of media_url ended before the file was complete; try again, or upload the file.',
} as const satisfies Record<MediaRefusal, string>;

const sendFailures = {
  not_sent: 'The message was not sent; details says why.',
  unknown: 'It is not known whether the message was sent; do not send it again.',
} as const satisfies Record<SendFailure['outcome'], string>;

const notFound = {
  contact: 'There is no contact with this id; check the id.',
  webhook_endpoint: 'There is no webhook endpoint with this id; check the id.',
  delivery: 'This webhook endpoint has no delivery with this id; check the id.',
} as const satisfies Record<NotFound['what'], string>;

const conflictSays = ({ details }: Conflict): string =>
  'status' in details
    ? `The message is ${details.status}; only one that is unconfirmed can be settled by hand.`
    : 'The webhook endpoint is disabled; enable it first.';

/** An error in the API's words. A new error does not compile until it has them. */
export const errorWords = (error: Refusal): ErrorWords => {
  switch (error._tag) {
    case 'Unauthorized':
      return plainWords(
        'UNAUTHORIZED',
        'The token is missing or not valid; send a valid one as Authorization: Bearer <token>.',
      );
    case 'InsufficientScope':
      return plainWords('INSUFFICIENT_SCOPE', `The token lacks the scope ${error.scope}; use a token that has it.`);
    case 'RateLimitExceeded': {
      const { retryAfterSeconds } = error;
      return tryLater(
        'RATE_LIMIT_EXCEEDED',
        `Too many calls with this token; try again in ${retryAfterSeconds} s.`,
        retryAfterSeconds,
      );
    }
    case 'UnsupportedBody':
      return plainWords('VALIDATION_ERROR', error.message);
    case 'MalformedBody':
    case 'Interrupted':
      return unreadableBody(error.message);
    case 'BodyTooLarge':
      return unreadableBody(`must have at most ${sizeOf(error.maxBytes)}`);
    case 'TooSlow':
      return faultyFields('The request took too long to arrive; send it over a faster connection.', {
        body: ['came too slowly'],
      });
    case 'BadFraming':
      return plainWords(
        'VALIDATION_ERROR',
        'The request is not valid HTTP; check its target, headers, lengths and chunks.',
      );
    case 'Fragmented':
      return unreadableBody('comes in too many small pieces; send it in larger chunks');
    case 'FramingTooLarge':
      return plainWords('VALIDATION_ERROR', "The request's headers are too large; send fewer or shorter ones.");
    case 'Invalid':
      return faultyFields(faultsMessage(error.details), error.details, error.inline);
    case 'MissingConfig':
      return withFacts(
        'VALIDATION_ERROR',
        'The account has no default status or source for a new contact; set them with postcard account set.',
        { missing_config: error.missing },
      );
    case 'IdempotencyConflict':
      return tryLater(
        'IDEMPOTENCY_CONFLICT',
        `A request with this Idempotency-Key is in progress; try again in ${ASK_AGAIN} s.`,
        ASK_AGAIN,
      );
    case 'IdempotencyMismatch':
      return plainWords('IDEMPOTENCY_MISMATCH', 'This Idempotency-Key was used with another request; use a new key.');
    case 'ContactNotFound':
      return plainWords(
        'NOT_FOUND',
        'phone or user_id does not belong to the contact with this contact_id; check them, or leave contact_id out.',
      );
    case 'MessageNotFound':
      return plainWords('NOT_FOUND', 'There is no message with this chat_message_id; check the id.');
    case 'NotFound':
      return plainWords('NOT_FOUND', notFound[error.what]);
    case 'Conflict':
      return withFacts('CONFLICT', conflictSays(error), error.details);
    case 'ContactOptedOut':
      return plainWords(
        'CONTACT_OPTED_OUT',
        'The recipient has opted out of messages; do not send to them until they opt in again.',
      );
    case 'WhatsAppNotConfigured':
      return plainWords(
        'WHATSAPP_NOT_CONFIGURED',
        'The account has no WhatsApp phone number id or no access token; set both with postcard account set.',
      );
    case 'FeatureLimitExceeded': {
      const { feature, current, maximum } = error;
      return withFacts(
        'FEATURE_LIMIT_EXCEEDED',
        feature === 'webhook_endpoints'
          ? `The account has ${maximum} webhook endpoints, which is the most; delete one first.`
          : `The account's limit of ${maximum} ${feature} is reached; raise it with postcard account set --limit.`,
        {
          feature,
          current,
          maximum,
        },
      );
    }
    case 'MediaRefused':
      return withFacts('INVALID_MEDIA_TYPE', detectedWords(error) ?? mediaRefusals[error.reason], {
        reason: error.reason,
        ...(error.detected === undefined ? {} : { detected: error.detected }),
      });
    case 'SendFailed':
      return withFacts('MESSAGE_SEND_FAILED', sendFailures[error.failure.outcome], sendFacts(error));
    case 'Unavailable':
      return tryLater(
        'SERVICE_UNAVAILABLE',
        `The service cannot take this request now; try again in ${error.retryAfterSeconds} s.`,
        error.retryAfterSeconds,
      );
    case 'Defect':
      return plainWords('INTERNAL_ERROR', 'Something went wrong on the server; report it with the request id.');
  }
};
