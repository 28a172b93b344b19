// Original file: proto/postcard/v1/messages.proto

import type { Message as _postcard_v1_Message, Message__Output as _postcard_v1_Message__Output } from '../../postcard/v1/Message.gen.js';

export interface ListMessagesResponse {
  'messages'?: (_postcard_v1_Message)[];
  'next_cursor'?: (string);
  '_next_cursor'?: "next_cursor";
}

export interface ListMessagesResponse__Output {
  'messages'?: (_postcard_v1_Message__Output)[];
  'next_cursor'?: (string);
  '_next_cursor'?: "next_cursor";
}
