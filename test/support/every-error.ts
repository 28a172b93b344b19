import { type ContactId } from '../../src/domain/model/contact/contact.js';
import { invalid, type SendMediaError, unavailable } from '../../src/domain/model/errors.js';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';

/** One of every error that sending can come to. */
export const everyError: { [Tag in SendMediaError['_tag']]: Extract<SendMediaError, { _tag: Tag }> } = {
  Unauthorized: { _tag: 'Unauthorized' },
  RateLimitExceeded: { _tag: 'RateLimitExceeded', retryAfterSeconds: 42 },
  InsufficientScope: { _tag: 'InsufficientScope', scope: 'messages:send' },
  Unavailable: unavailable(new TypeError('the disk is full')),
  UnsupportedBody: { _tag: 'UnsupportedBody', message: 'Send something else.' },
  MalformedBody: { _tag: 'MalformedBody', message: 'is not valid JSON' },
  BodyTooLarge: { _tag: 'BodyTooLarge', maxBytes: 3 * 1_048_576 },
  Interrupted: { _tag: 'Interrupted', message: 'ended before it was complete' },
  TooSlow: { _tag: 'TooSlow' },
  BadFraming: { _tag: 'BadFraming' },
  Fragmented: { _tag: 'Fragmented' },
  FramingTooLarge: { _tag: 'FramingTooLarge' },
  Invalid: invalid({ phone: ['phone is required'] }),
  MissingConfig: { _tag: 'MissingConfig', missing: { lead_status: true } },
  IdempotencyConflict: { _tag: 'IdempotencyConflict' },
  IdempotencyMismatch: { _tag: 'IdempotencyMismatch' },
  ContactNotFound: { _tag: 'ContactNotFound' },
  ContactOptedOut: { _tag: 'ContactOptedOut' },
  WhatsAppNotConfigured: { _tag: 'WhatsAppNotConfigured' },
  FeatureLimitExceeded: { _tag: 'FeatureLimitExceeded', feature: 'contacts', current: 100, maximum: 100 },
  MediaRefused: { _tag: 'MediaRefused', reason: 'timeout', cause: new TypeError('too slow') },
  SendFailed: {
    _tag: 'SendFailed',
    failure: { error: 'No.', outcome: 'not_sent', retryable: true, whatsapp: null },
    chatMessageId: 42 as ChatMessageId,
    contactId: 17 as ContactId,
  },
};
