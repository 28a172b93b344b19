// Original file: proto/postcard/v1/messages.proto

import type { MediaMessage as _postcard_v1_MediaMessage, MediaMessage__Output as _postcard_v1_MediaMessage__Output } from '../../postcard/v1/MediaMessage.gen.js';
import type { UploadEnd as _postcard_v1_UploadEnd, UploadEnd__Output as _postcard_v1_UploadEnd__Output } from '../../postcard/v1/UploadEnd.gen.js';

export interface SendMediaMessageRequest {
  'metadata'?: (_postcard_v1_MediaMessage | null);
  'chunk'?: (Buffer | Uint8Array | string);
  'end'?: (_postcard_v1_UploadEnd | null);
  'part'?: "metadata"|"chunk"|"end";
}

export interface SendMediaMessageRequest__Output {
  'metadata'?: (_postcard_v1_MediaMessage__Output);
  'chunk'?: (Buffer);
  'end'?: (_postcard_v1_UploadEnd__Output);
  'part'?: "metadata"|"chunk"|"end";
}
