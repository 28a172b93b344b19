// Original file: proto/postcard/v1/messages.proto

import type { Message as _postcard_v1_Message, Message__Output as _postcard_v1_Message__Output } from '../../postcard/v1/Message.gen.js';

export interface GetMessageResponse {
  'message'?: (_postcard_v1_Message | null);
}

export interface GetMessageResponse__Output {
  'message'?: (_postcard_v1_Message__Output);
}
