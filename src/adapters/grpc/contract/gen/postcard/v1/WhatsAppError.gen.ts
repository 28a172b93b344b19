// Original file: proto/postcard/v1/messages.proto

import type { Long } from '@grpc/proto-loader';

export interface WhatsAppError {
  'code'?: (number | string | Long);
  'title'?: (string);
  'details'?: (string);
  'fbtrace_id'?: (string);
  '_title'?: "title";
  '_details'?: "details";
  '_fbtrace_id'?: "fbtrace_id";
}

export interface WhatsAppError__Output {
  'code'?: (string);
  'title'?: (string);
  'details'?: (string);
  'fbtrace_id'?: (string);
  '_title'?: "title";
  '_details'?: "details";
  '_fbtrace_id'?: "fbtrace_id";
}
