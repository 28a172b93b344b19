import { type SettleMessage } from '../../../domain/use-cases/settle-message/call.js';
import { answerCall } from '../answer/answer-call.js';
import { messageBody } from '../answer/envelope.js';
import { jsonBody } from '../body/json-body.js';
import { type RestHandler } from '../exchange/context.js';
import { bearerToken } from '../exchange/credentials.js';
import { writtenQuery } from '../exchange/written-query.js';

/** `POST /messages/{chat_message_id}/settle`. */
export const settleMessageRoute =
  (settleMessage: SettleMessage): RestHandler =>
  async (ctx) => {
    const { chat_message_id: chatMessageId } = ctx['params'] as { chat_message_id: string };
    const answered = await settleMessage({
      credentials: bearerToken(ctx.req),
      requestId: ctx.state.exchange.requestId,
      chatMessageId,
      query: writtenQuery(ctx),
      members: jsonBody(ctx),
    });
    answerCall(ctx, answered, messageBody);
  };
