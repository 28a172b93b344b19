import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Answered } from '../../../domain/use-cases/answer-admitted.js';
import { type RestContext } from '../exchange/context.js';
import { answerJson, setRateLimit } from './answer.js';
import { type AnswerMeta, answerMeta } from './envelope.js';
import { refuse } from './refuse.js';
import { type RestRefusal } from './rest-refusal.js';

/** Answers a call with what was found or done, or with its error. `status` is that of success. */
export const answerCall = <A>(
  ctx: RestContext,
  { rateLimit, result }: Answered<RestRefusal, A>,
  bodyOf: (done: A, meta: AnswerMeta) => object,
  status: (done: A) => number = () => 200,
): void => {
  if (O.isSome(rateLimit)) setRateLimit(ctx, rateLimit.value);
  if (E.isLeft(result)) return refuse(ctx, result.left);
  answerJson(ctx, status(result.right), bodyOf(result.right, answerMeta(ctx.state.exchange.requestId)));
};
