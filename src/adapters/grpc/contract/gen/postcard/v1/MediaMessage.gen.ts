// Original file: proto/postcard/v1/messages.proto

import type { MediaType as _postcard_v1_MediaType, MediaType__Output as _postcard_v1_MediaType__Output } from '../../postcard/v1/MediaType.gen.js';
import type { NewContact as _postcard_v1_NewContact, NewContact__Output as _postcard_v1_NewContact__Output } from '../../postcard/v1/NewContact.gen.js';
import type { Long } from '@grpc/proto-loader';

export interface MediaMessage {
  'phone'?: (string);
  'media_type'?: (_postcard_v1_MediaType);
  'media_url'?: (string);
  'file_name'?: (string);
  'caption'?: (string);
  'filename'?: (string);
  'contact_id'?: (number | string | Long);
  'contact'?: (_postcard_v1_NewContact | null);
  'idempotency_key'?: (string);
  'reference'?: (string);
  'user_id'?: (string);
  '_media_url'?: "media_url";
  '_file_name'?: "file_name";
  '_caption'?: "caption";
  '_filename'?: "filename";
  '_contact_id'?: "contact_id";
  '_idempotency_key'?: "idempotency_key";
  '_reference'?: "reference";
  '_user_id'?: "user_id";
}

export interface MediaMessage__Output {
  'phone'?: (string);
  'media_type'?: (_postcard_v1_MediaType__Output);
  'media_url'?: (string);
  'file_name'?: (string);
  'caption'?: (string);
  'filename'?: (string);
  'contact_id'?: (string);
  'contact'?: (_postcard_v1_NewContact__Output);
  'idempotency_key'?: (string);
  'reference'?: (string);
  'user_id'?: (string);
  '_media_url'?: "media_url";
  '_file_name'?: "file_name";
  '_caption'?: "caption";
  '_filename'?: "filename";
  '_contact_id'?: "contact_id";
  '_idempotency_key'?: "idempotency_key";
  '_reference'?: "reference";
  '_user_id'?: "user_id";
}
