import { type Logger } from 'pino';
import { refusalRecord } from '../../../api/refusal-record.js';
import { describeCause } from '../../../kit/logging/describe-cause.js';
import { type RestContext } from '../exchange/context.js';
import { answerJson } from './answer.js';
import { answerMeta } from './envelope.js';
import { errorBody } from './error-body.js';
import { type RestRefusal } from './rest-refusal.js';
import { restWords } from './rest-words.js';
import { statuses } from './statuses.js';

/** Refuses a request: the log gets the cause, the caller gets the API's envelope and its headers. */
export const refuse = (ctx: RestContext, refusal: RestRefusal): void => {
  const { requestId } = ctx.state.exchange;
  logRefusal(ctx.state.log, requestId, refusal);
  const status = statuses[refusal._tag];
  const words = restWords(refusal);
  if (status === 401) ctx.set('WWW-Authenticate', 'Bearer');
  if (words.retryAfterSeconds !== null) ctx.set('Retry-After', String(words.retryAfterSeconds));
  answerJson(ctx, status, errorBody(words, answerMeta(requestId)));
};

/** Logs the cause of a refusal. The caller does not learn it. */
export const logRefusal = (log: Logger, requestId: string, refusal: RestRefusal): void => {
  const record = refusalRecord(refusal);
  if (record === null) return;
  const { level, message, cause } = record;
  log[level]({ request_id: requestId, refusal: refusal._tag, cause: describeCause(cause) }, message);
};
