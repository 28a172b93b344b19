/** The API's error codes: the closed list that callers program against. */
export const errorCodes = [
  'UNAUTHORIZED',
  'INSUFFICIENT_SCOPE',
  'FEATURE_LIMIT_EXCEEDED',
  'CONTACT_OPTED_OUT',
  'NOT_FOUND',
  'VALIDATION_ERROR',
  'INVALID_MEDIA_TYPE',
  'CONFLICT',
  'IDEMPOTENCY_CONFLICT',
  'IDEMPOTENCY_MISMATCH',
  'WHATSAPP_NOT_CONFIGURED',
  'RATE_LIMIT_EXCEEDED',
  'MESSAGE_SEND_FAILED',
  'INTERNAL_ERROR',
  'SERVICE_UNAVAILABLE',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** The codes after which the same request may succeed later. Their errors say when to retry. */
export type RetryCode = 'RATE_LIMIT_EXCEEDED' | 'IDEMPOTENCY_CONFLICT' | 'SERVICE_UNAVAILABLE';

/** The codes that always come with facts. */
export type FactCode = 'CONFLICT' | 'FEATURE_LIMIT_EXCEEDED' | 'INVALID_MEDIA_TYPE' | 'MESSAGE_SEND_FAILED';
