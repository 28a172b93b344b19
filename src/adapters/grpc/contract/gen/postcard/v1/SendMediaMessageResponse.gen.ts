// Original file: proto/postcard/v1/messages.proto

import type { MediaType as _postcard_v1_MediaType, MediaType__Output as _postcard_v1_MediaType__Output } from '../../postcard/v1/MediaType.gen.js';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.gen.js';
import type { Long } from '@grpc/proto-loader';

export interface SendMediaMessageResponse {
  'message_id'?: (string);
  'contact_id'?: (number | string | Long);
  'phone'?: (string);
  'media_type'?: (_postcard_v1_MediaType);
  'media_url'?: (string);
  'caption'?: (string);
  'filename'?: (string);
  'status'?: (string);
  'sent_at'?: (_google_protobuf_Timestamp | null);
  'chat_id'?: (number | string | Long);
  'chat_message_id'?: (number | string | Long);
  'warnings'?: (string)[];
  'reference'?: (string);
  'user_id'?: (string);
  '_caption'?: "caption";
  '_filename'?: "filename";
  '_reference'?: "reference";
  '_user_id'?: "user_id";
}

export interface SendMediaMessageResponse__Output {
  'message_id'?: (string);
  'contact_id'?: (string);
  'phone'?: (string);
  'media_type'?: (_postcard_v1_MediaType__Output);
  'media_url'?: (string);
  'caption'?: (string);
  'filename'?: (string);
  'status'?: (string);
  'sent_at'?: (_google_protobuf_Timestamp__Output);
  'chat_id'?: (string);
  'chat_message_id'?: (string);
  'warnings'?: (string)[];
  'reference'?: (string);
  'user_id'?: (string);
  '_caption'?: "caption";
  '_filename'?: "filename";
  '_reference'?: "reference";
  '_user_id'?: "user_id";
}
