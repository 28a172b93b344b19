// Original file: proto/postcard/v1/messages.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { GetMessageRequest as _postcard_v1_GetMessageRequest, GetMessageRequest__Output as _postcard_v1_GetMessageRequest__Output } from '../../postcard/v1/GetMessageRequest.gen.js';
import type { GetMessageResponse as _postcard_v1_GetMessageResponse, GetMessageResponse__Output as _postcard_v1_GetMessageResponse__Output } from '../../postcard/v1/GetMessageResponse.gen.js';
import type { ListMessagesRequest as _postcard_v1_ListMessagesRequest, ListMessagesRequest__Output as _postcard_v1_ListMessagesRequest__Output } from '../../postcard/v1/ListMessagesRequest.gen.js';
import type { ListMessagesResponse as _postcard_v1_ListMessagesResponse, ListMessagesResponse__Output as _postcard_v1_ListMessagesResponse__Output } from '../../postcard/v1/ListMessagesResponse.gen.js';
import type { SendMediaMessageRequest as _postcard_v1_SendMediaMessageRequest, SendMediaMessageRequest__Output as _postcard_v1_SendMediaMessageRequest__Output } from '../../postcard/v1/SendMediaMessageRequest.gen.js';
import type { SendMediaMessageResponse as _postcard_v1_SendMediaMessageResponse, SendMediaMessageResponse__Output as _postcard_v1_SendMediaMessageResponse__Output } from '../../postcard/v1/SendMediaMessageResponse.gen.js';

export interface MessageServiceClient extends grpc.Client {
  GetMessage(argument: _postcard_v1_GetMessageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_postcard_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  GetMessage(argument: _postcard_v1_GetMessageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_postcard_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  GetMessage(argument: _postcard_v1_GetMessageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_postcard_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  GetMessage(argument: _postcard_v1_GetMessageRequest, callback: grpc.requestCallback<_postcard_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  getMessage(argument: _postcard_v1_GetMessageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_postcard_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  getMessage(argument: _postcard_v1_GetMessageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_postcard_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  getMessage(argument: _postcard_v1_GetMessageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_postcard_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  getMessage(argument: _postcard_v1_GetMessageRequest, callback: grpc.requestCallback<_postcard_v1_GetMessageResponse__Output>): grpc.ClientUnaryCall;
  
  ListMessages(argument: _postcard_v1_ListMessagesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_postcard_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  ListMessages(argument: _postcard_v1_ListMessagesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_postcard_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  ListMessages(argument: _postcard_v1_ListMessagesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_postcard_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  ListMessages(argument: _postcard_v1_ListMessagesRequest, callback: grpc.requestCallback<_postcard_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  listMessages(argument: _postcard_v1_ListMessagesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_postcard_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  listMessages(argument: _postcard_v1_ListMessagesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_postcard_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  listMessages(argument: _postcard_v1_ListMessagesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_postcard_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  listMessages(argument: _postcard_v1_ListMessagesRequest, callback: grpc.requestCallback<_postcard_v1_ListMessagesResponse__Output>): grpc.ClientUnaryCall;
  
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
  GetMessage: grpc.handleUnaryCall<_postcard_v1_GetMessageRequest__Output, _postcard_v1_GetMessageResponse>;
  
  ListMessages: grpc.handleUnaryCall<_postcard_v1_ListMessagesRequest__Output, _postcard_v1_ListMessagesResponse>;
  
  SendMediaMessage: grpc.handleClientStreamingCall<_postcard_v1_SendMediaMessageRequest__Output, _postcard_v1_SendMediaMessageResponse>;
  
}

export interface MessageServiceDefinition extends grpc.ServiceDefinition {
  GetMessage: MethodDefinition<_postcard_v1_GetMessageRequest, _postcard_v1_GetMessageResponse, _postcard_v1_GetMessageRequest__Output, _postcard_v1_GetMessageResponse__Output>
  ListMessages: MethodDefinition<_postcard_v1_ListMessagesRequest, _postcard_v1_ListMessagesResponse, _postcard_v1_ListMessagesRequest__Output, _postcard_v1_ListMessagesResponse__Output>
  SendMediaMessage: MethodDefinition<_postcard_v1_SendMediaMessageRequest, _postcard_v1_SendMediaMessageResponse, _postcard_v1_SendMediaMessageRequest__Output, _postcard_v1_SendMediaMessageResponse__Output>
}
