import { type handleUnaryCall } from '@grpc/grpc-js';
import * as E from 'fp-ts/lib/Either.js';
import { type GetMessage, type ListMessages, type ReadAnswer } from '../../domain/use-cases/read-messages/call.js';
import { type Answer, type Answering, answerWith, refused } from './answer/answering.js';
import { bearerToken, requestId } from './contract/call-metadata.js';
import { type GetMessageRequest__Output } from './contract/gen/postcard/v1/GetMessageRequest.gen.js';
import { type GetMessageResponse } from './contract/gen/postcard/v1/GetMessageResponse.gen.js';
import { type ListMessagesRequest__Output } from './contract/gen/postcard/v1/ListMessagesRequest.gen.js';
import { type ListMessagesResponse } from './contract/gen/postcard/v1/ListMessagesResponse.gen.js';
import { initialMetadata } from './answer/initial-metadata.js';
import { listQuery } from './request/list-query.js';
import { messageInProto } from './answer/message-in-proto.js';
import { type Decoded } from './request/unary-request.js';

/** `GetMessage`. */
export const getMessageCall = (
  parts: Answering,
  getMessage: GetMessage,
): handleUnaryCall<Decoded<GetMessageRequest__Output>, GetMessageResponse> =>
  readCall(
    parts,
    ({ chat_message_id: chatMessageId = '' }, credentials) => getMessage({ credentials, chatMessageId }),
    (message) => ({ message: messageInProto(message) }),
  );

/** `ListMessages`. */
export const listMessagesCall = (
  parts: Answering,
  listMessages: ListMessages,
): handleUnaryCall<Decoded<ListMessagesRequest__Output>, ListMessagesResponse> =>
  readCall(
    parts,
    (request, credentials) => listMessages({ credentials, query: listQuery(request) }),
    ({ messages, nextCursor }) => ({
      messages: messages.map(messageInProto),
      ...(nextCursor === null ? {} : { next_cursor: nextCursor }),
    }),
  );

type Credentials = ReturnType<typeof bearerToken>;

const readCall =
  <Request, Found, Response>(
    parts: Answering,
    read: (request: Request, credentials: Credentials) => Promise<ReadAnswer<Found>>,
    responseOf: (found: Found) => Response,
  ): handleUnaryCall<Decoded<Request>, Response> =>
  (call, callback) =>
    void answerWith(parts, call, callback, async (): Promise<Answer<Response>> => {
      if (E.isLeft(call.request)) return refused(parts, call, call.request.left);
      const { rateLimit, result } = await read(call.request.right, bearerToken(call.metadata));
      call.sendMetadata(initialMetadata(requestId(call.metadata), rateLimit, false));
      return E.isRight(result) ? E.right(responseOf(result.right)) : refused(parts, call, result.left);
    });
