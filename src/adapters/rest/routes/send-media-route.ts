import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type ServerResponse } from 'node:http';
import { type SendMediaMessage } from '../../../domain/use-cases/send-media-message/call.js';
import { answerJson, setRateLimit } from '../answer/answer.js';
import { requestParts } from '../body/request-parts.js';
import { type RestHandler } from '../exchange/context.js';
import { bearerToken } from '../exchange/credentials.js';
import { answerMeta, sentBody } from '../answer/envelope.js';
import { refuse } from '../answer/refuse.js';

/** `POST /messages/media`: the request as a call, the result as an answer. */
export const sendMediaRoute =
  (sendMediaMessage: SendMediaMessage): RestHandler =>
  async (ctx) => {
    const { exchange } = ctx.state;
    const { rateLimit, replayed, result } = await sendMediaMessage({
      door: 'rest',
      requestId: exchange.requestId,
      credentials: bearerToken(ctx.req),
      key: () => O.fromNullable(ctx.req.headers['idempotency-key'] as string | undefined),
      parts: requestParts(ctx),
      signal: hangUpSignal(ctx.res),
    });
    if (O.isSome(rateLimit)) setRateLimit(ctx, rateLimit.value);
    if (replayed) ctx.set('Idempotency-Replayed', 'true');
    if (E.isRight(result)) return answerJson(ctx, 200, sentBody(result.right, answerMeta(exchange.requestId)));
    refuse(ctx, result.left);
  };

/** Aborted when the caller hangs up before its answer is written. */
const hangUpSignal = (response: ServerResponse): AbortSignal => {
  const hangUp = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) hangUp.abort();
  });
  return hangUp.signal;
};
