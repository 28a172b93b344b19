import { type ApiError } from '../../../domain/model/errors.js';

/** The status of every error the use cases know. A new error does not compile before it has one. */
export const statuses = {
  Unauthorized: 401,
  InsufficientScope: 403,
  FeatureLimitExceeded: 403,
  ContactOptedOut: 403,
  ContactNotFound: 404,
  MessageNotFound: 404,
  BadFraming: 400,
  TooSlow: 408,
  FramingTooLarge: 431,
  IdempotencyConflict: 409,
  UnsupportedBody: 415,
  MalformedBody: 422,
  BodyTooLarge: 422,
  Interrupted: 422,
  Invalid: 422,
  MissingConfig: 422,
  MediaRefused: 422,
  IdempotencyMismatch: 422,
  WhatsAppNotConfigured: 422,
  RateLimitExceeded: 429,
  SendFailed: 500,
  Unavailable: 503,
} as const satisfies Record<ApiError['_tag'], number>;
