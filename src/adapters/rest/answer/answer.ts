import { type ErrorWords } from '../../../api/error-words.js';
import { type RateLimit } from '../../../domain/model/rate-limit.js';
import { type RestContext } from '../exchange/context.js';
import { answerMeta, errorBody } from './envelope.js';

/** Answers JSON that nobody may keep. */
export const answerJson = (ctx: RestContext, status: number, body: object): void => {
  ctx.status = status;
  ctx.set('Content-Type', 'application/json; charset=utf-8');
  ctx.set('Cache-Control', 'no-store');
  ctx.body = JSON.stringify(body);
};

/** Answers an error in the API's envelope, with the headers that belong to it. */
export const answerError = (
  ctx: RestContext,
  status: number,
  words: ErrorWords,
  inline: string | null = null,
): void => {
  if (status === 401) ctx.set('WWW-Authenticate', 'Bearer');
  if (words.retryAfterSeconds !== null) ctx.set('Retry-After', String(words.retryAfterSeconds));
  answerJson(ctx, status, errorBody(words, answerMeta(ctx.state.exchange.requestId), inline));
};

export const setRateLimit = (ctx: RestContext, { limit, remaining, resetSeconds }: RateLimit): void => {
  ctx.set('X-RateLimit-Limit', String(limit));
  ctx.set('X-RateLimit-Remaining', String(remaining));
  ctx.set('X-RateLimit-Reset', String(resetSeconds));
};
