// Original file: proto/postcard/v1/messages.proto

import type { WhatsAppError as _postcard_v1_WhatsAppError, WhatsAppError__Output as _postcard_v1_WhatsAppError__Output } from '../../postcard/v1/WhatsAppError.gen.js';
import type { Long } from '@grpc/proto-loader';

export interface SendError {
  'error'?: (string);
  'outcome'?: (string);
  'retryable'?: (boolean);
  'chat_message_id'?: (number | string | Long);
  'contact_id'?: (number | string | Long);
  'whatsapp'?: (_postcard_v1_WhatsAppError | null);
}

export interface SendError__Output {
  'error'?: (string);
  'outcome'?: (string);
  'retryable'?: (boolean);
  'chat_message_id'?: (string);
  'contact_id'?: (string);
  'whatsapp'?: (_postcard_v1_WhatsAppError__Output);
}
