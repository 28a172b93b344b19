// Original file: proto/postcard/v1/messages.proto

import type { MediaType as _postcard_v1_MediaType, MediaType__Output as _postcard_v1_MediaType__Output } from '../../postcard/v1/MediaType.gen.js';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.gen.js';
import type { Long } from '@grpc/proto-loader';

export interface ListMessagesRequest {
  'status'?: (string);
  'contact_id'?: (number | string | Long);
  'media_type'?: (_postcard_v1_MediaType);
  'since'?: (_google_protobuf_Timestamp | null);
  'until'?: (_google_protobuf_Timestamp | null);
  'limit'?: (number);
  'cursor'?: (string);
  'phone'?: (string);
  'message_id'?: (string);
  'reference'?: (string);
  'user_id'?: (string);
  '_status'?: "status";
  '_contact_id'?: "contact_id";
  '_limit'?: "limit";
  '_cursor'?: "cursor";
  '_phone'?: "phone";
  '_message_id'?: "message_id";
  '_reference'?: "reference";
  '_user_id'?: "user_id";
}

export interface ListMessagesRequest__Output {
  'status'?: (string);
  'contact_id'?: (string);
  'media_type'?: (_postcard_v1_MediaType__Output);
  'since'?: (_google_protobuf_Timestamp__Output);
  'until'?: (_google_protobuf_Timestamp__Output);
  'limit'?: (number);
  'cursor'?: (string);
  'phone'?: (string);
  'message_id'?: (string);
  'reference'?: (string);
  'user_id'?: (string);
  '_status'?: "status";
  '_contact_id'?: "contact_id";
  '_limit'?: "limit";
  '_cursor'?: "cursor";
  '_phone'?: "phone";
  '_message_id'?: "message_id";
  '_reference'?: "reference";
  '_user_id'?: "user_id";
}
