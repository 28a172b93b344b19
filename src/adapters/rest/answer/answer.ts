import { type RateLimit } from '../../../domain/model/account/rate-limit.js';
import { type RestContext } from '../exchange/context.js';

/** Answers JSON that no cache may keep. */
export const answerJson = (ctx: RestContext, status: number, body: object): void => {
  ctx.status = status;
  ctx.set('Content-Type', 'application/json; charset=utf-8');
  ctx.set('Cache-Control', 'no-store');
  ctx.body = JSON.stringify(body);
};

export const setRateLimit = (ctx: RestContext, { limit, remaining, resetSeconds }: RateLimit): void => {
  ctx.set('X-RateLimit-Limit', String(limit));
  ctx.set('X-RateLimit-Remaining', String(remaining));
  ctx.set('X-RateLimit-Reset', String(resetSeconds));
};
