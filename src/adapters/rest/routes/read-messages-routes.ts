import * as TE from 'fp-ts/lib/TaskEither.js';
import { type GetMessage, type ListMessages } from '../../../domain/use-cases/read-messages/call.js';
import { answerCall } from '../answer/answer-call.js';
import { writtenQuery } from '../exchange/written-query.js';
import { type RestHandler } from '../exchange/context.js';
import { bearerToken } from '../exchange/credentials.js';
import { messageBody, messageListBody } from '../answer/envelope.js';

/** `GET /messages/{chat_message_id}`. */
export const getMessageRoute =
  (getMessage: GetMessage): RestHandler =>
  async (ctx) => {
    const { chat_message_id: chatMessageId } = ctx['params'] as { chat_message_id: string };
    const asked = {
      credentials: bearerToken(ctx.req),
      chatMessageId: TE.right(chatMessageId),
      query: writtenQuery(ctx),
    };
    answerCall(ctx, await getMessage(asked), messageBody);
  };

/** `GET /messages`: the query as it was written. */
export const listMessagesRoute =
  (listMessages: ListMessages): RestHandler =>
  async (ctx) => {
    const asked = { credentials: bearerToken(ctx.req), query: TE.right(writtenQuery(ctx)) };
    answerCall(ctx, await listMessages(asked), messageListBody);
  };
