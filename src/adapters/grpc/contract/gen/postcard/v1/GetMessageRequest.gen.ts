// Original file: proto/postcard/v1/messages.proto

import type { Long } from '@grpc/proto-loader';

export interface GetMessageRequest {
  'chat_message_id'?: (number | string | Long);
}

export interface GetMessageRequest__Output {
  'chat_message_id'?: (string);
}
