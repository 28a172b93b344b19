// Original file: proto/postcard/v1/messages.proto

import type { Long } from '@grpc/proto-loader';

export interface UploadEnd {
  'size_bytes'?: (number | string | Long);
  'sha256'?: (Buffer | Uint8Array | string);
  '_size_bytes'?: "size_bytes";
  '_sha256'?: "sha256";
}

export interface UploadEnd__Output {
  'size_bytes'?: (string);
  'sha256'?: (Buffer);
  '_size_bytes'?: "size_bytes";
  '_sha256'?: "sha256";
}
