import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type GetMessage, type ListMessages, type ReadAnswer } from '../../../domain/use-cases/read-messages/call.js';
import { answerJson, setRateLimit } from '../answer/answer.js';
import { type RestContext, type RestHandler } from '../exchange/context.js';
import { bearerToken } from '../exchange/credentials.js';
import { type AnswerMeta, answerMeta, messageBody, messageListBody } from '../answer/envelope.js';
import { refuse } from '../answer/refuse.js';

/** `GET /messages/{chat_message_id}`. */
export const getMessageRoute =
  (getMessage: GetMessage): RestHandler =>
  async (ctx) => {
    const { chat_message_id: chatMessageId } = ctx['params'] as { chat_message_id: string };
    const asked = { credentials: bearerToken(ctx.req), chatMessageId: TE.right(chatMessageId) };
    answer(ctx, await getMessage(asked), messageBody);
  };

/** `GET /messages`: the query as it was written. */
export const listMessagesRoute =
  (listMessages: ListMessages): RestHandler =>
  async (ctx) => {
    const query = [...new URLSearchParams(ctx.querystring)].map(([name, value]) => ({ name, value }));
    const asked = { credentials: bearerToken(ctx.req), query: TE.right(query) };
    answer(ctx, await listMessages(asked), messageListBody);
  };

const answer = <A>(
  ctx: RestContext,
  { rateLimit, result }: ReadAnswer<A>,
  bodyOf: (found: A, meta: AnswerMeta) => object,
): void => {
  const { exchange } = ctx.state;
  if (O.isSome(rateLimit)) setRateLimit(ctx, rateLimit.value);
  if (E.isRight(result)) return answerJson(ctx, 200, bodyOf(result.right, answerMeta(exchange.requestId)));
  refuse(ctx, result.left);
};
