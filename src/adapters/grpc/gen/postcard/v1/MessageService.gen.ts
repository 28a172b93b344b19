// Original file: proto/postcard/v1/messages.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { SendMediaMessageRequest as _postcard_v1_SendMediaMessageRequest, SendMediaMessageRequest__Output as _postcard_v1_SendMediaMessageRequest__Output } from '../../postcard/v1/SendMediaMessageRequest.gen.js';
import type { SendMediaMessageResponse as _postcard_v1_SendMediaMessageResponse, SendMediaMessageResponse__Output as _postcard_v1_SendMediaMessageResponse__Output } from '../../postcard/v1/SendMediaMessageResponse.gen.js';

export interface MessageServiceClient extends grpc.Client {
  SendMediaMessage(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_postcard_v1_SendMediaMessageResponse__Output>): grpc.ClientWritableStream<_postcard_v1_SendMediaMessageRequest>;
  SendMediaMessage(metadata: grpc.Metadata, callback: grpc.requestCallback<_postcard_v1_SendMediaMessageResponse__Output>): grpc.ClientWritableStream<_postcard_v1_SendMediaMessageRequest>;
  SendMediaMessage(options: grpc.CallOptions, callback: grpc.requestCallback<_postcard_v1_SendMediaMessageResponse__Output>): grpc.ClientWritableStream<_postcard_v1_SendMediaMessageRequest>;
  SendMediaMessage(callback: grpc.requestCallback<_postcard_v1_SendMediaMessageResponse__Output>): grpc.ClientWritableStream<_postcard_v1_SendMediaMessageRequest>;
  sendMediaMessage(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_postcard_v1_SendMediaMessageResponse__Output>): grpc.ClientWritableStream<_postcard_v1_SendMediaMessageRequest>;
  sendMediaMessage(metadata: grpc.Metadata, callback: grpc.requestCallback<_postcard_v1_SendMediaMessageResponse__Output>): grpc.ClientWritableStream<_postcard_v1_SendMediaMessageRequest>;
  sendMediaMessage(options: grpc.CallOptions, callback: grpc.requestCallback<_postcard_v1_SendMediaMessageResponse__Output>): grpc.ClientWritableStream<_postcard_v1_SendMediaMessageRequest>;
  sendMediaMessage(callback: grpc.requestCallback<_postcard_v1_SendMediaMessageResponse__Output>): grpc.ClientWritableStream<_postcard_v1_SendMediaMessageRequest>;
  
}

export interface MessageServiceHandlers extends grpc.UntypedServiceImplementation {
  SendMediaMessage: grpc.handleClientStreamingCall<_postcard_v1_SendMediaMessageRequest__Output, _postcard_v1_SendMediaMessageResponse>;
  
}

export interface MessageServiceDefinition extends grpc.ServiceDefinition {
  SendMediaMessage: MethodDefinition<_postcard_v1_SendMediaMessageRequest, _postcard_v1_SendMediaMessageResponse, _postcard_v1_SendMediaMessageRequest__Output, _postcard_v1_SendMediaMessageResponse__Output>
}
