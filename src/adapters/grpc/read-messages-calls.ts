import { type handleClientStreamingCall } from '@grpc/grpc-js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Asked } from '../../domain/use-cases/answer-admitted.js';
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
import { type Decoded, unaryRequest } from './request/unary-request.js';

/** `GetMessage`. */
export const getMessageCall = (
  parts: Answering,
  getMessage: GetMessage,
): handleClientStreamingCall<Decoded<GetMessageRequest__Output>, GetMessageResponse> =>
  readCall(
    parts,
    (asked, credentials) =>
      getMessage({
        credentials,
        chatMessageId: pipe(
          asked,
          TE.map(({ chat_message_id = '' }) => chat_message_id),
        ),
        query: [],
      }),
    (message) => ({ message: messageInProto(message) }),
  );

/** `ListMessages`. */
export const listMessagesCall = (
  parts: Answering,
  listMessages: ListMessages,
): handleClientStreamingCall<Decoded<ListMessagesRequest__Output>, ListMessagesResponse> =>
  readCall(
    parts,
    (asked, credentials) => listMessages({ credentials, query: pipe(asked, TE.map(listQuery)) }),
    ({ messages, nextCursor }) => ({
      messages: messages.map(messageInProto),
      ...(nextCursor === null ? {} : { next_cursor: nextCursor }),
    }),
  );

type Credentials = ReturnType<typeof bearerToken>;

/** A read as a call whose one message is pulled by the use case: the library would read it before any token. */
const readCall =
  <Request, Found, Response>(
    parts: Answering,
    read: (asked: Asked<Request>, credentials: Credentials) => Promise<ReadAnswer<Found>>,
    responseOf: (found: Found) => Response,
  ): handleClientStreamingCall<Decoded<Request>, Response> =>
  (call, callback) =>
    void answerWith(parts, call, callback, async (): Promise<Answer<Response>> => {
      const { rateLimit, result } = await read(unaryRequest(call), bearerToken(call.metadata));
      call.sendMetadata(initialMetadata(requestId(call.metadata), rateLimit, false));
      return E.isRight(result) ? E.right(responseOf(result.right)) : refused(parts, call, result.left);
    });
