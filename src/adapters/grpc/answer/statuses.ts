import { status } from '@grpc/grpc-js';
import { type Refusal } from '../../../api/error-words.js';
import { type SendFailed } from '../../../domain/model/errors.js';

type Tag = Refusal['_tag'];

/** The status of every refusal but a failed send, whose status depends on its outcome. */
const statuses = {
  Unauthorized: status.UNAUTHENTICATED,
  InsufficientScope: status.PERMISSION_DENIED,
  FeatureLimitExceeded: status.RESOURCE_EXHAUSTED,
  ContactOptedOut: status.PERMISSION_DENIED,
  ContactNotFound: status.NOT_FOUND,
  MessageNotFound: status.NOT_FOUND,
  NotFound: status.NOT_FOUND,
  Conflict: status.FAILED_PRECONDITION,
  IdempotencyConflict: status.ABORTED,
  UnsupportedBody: status.INVALID_ARGUMENT,
  MalformedBody: status.INVALID_ARGUMENT,
  BodyTooLarge: status.INVALID_ARGUMENT,
  Interrupted: status.INVALID_ARGUMENT,
  TooSlow: status.INVALID_ARGUMENT,
  BadFraming: status.INVALID_ARGUMENT,
  Fragmented: status.INVALID_ARGUMENT,
  FramingTooLarge: status.INVALID_ARGUMENT,
  Invalid: status.INVALID_ARGUMENT,
  MissingConfig: status.INVALID_ARGUMENT,
  MediaRefused: status.INVALID_ARGUMENT,
  IdempotencyMismatch: status.INVALID_ARGUMENT,
  WhatsAppNotConfigured: status.FAILED_PRECONDITION,
  RateLimitExceeded: status.RESOURCE_EXHAUSTED,
  Unavailable: status.UNAVAILABLE,
  Defect: status.INTERNAL,
} as const satisfies Record<Exclude<Tag, 'SendFailed'>, status>;

/** The status of an error. A new error does not compile until it has one. */
export const statusOf = (error: Refusal): status =>
  error._tag === 'SendFailed' ? sendFailedStatus(error) : statuses[error._tag];

/** Clients retry UNAVAILABLE by themselves, so it is used only if nothing was sent and a retry may help. */
const sendFailedStatus = ({ failure }: SendFailed): status => {
  if (failure.outcome === 'unknown') return status.UNKNOWN;
  return failure.retryable ? status.UNAVAILABLE : status.FAILED_PRECONDITION;
};
