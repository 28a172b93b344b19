import { errorWords } from '../../../api/error-words.js';
import { unavailable } from '../../../domain/model/errors.js';
import { answerError } from '../answer/answer.js';
import { type RestMiddleware } from '../exchange/context.js';

/** Once the service stops, no new work is taken, and every connection closes after its answer. */
export const refuseWhileStopping =
  (isStopping: () => boolean): RestMiddleware =>
  async (ctx, next) => {
    if (isStopping() && ctx.method === 'POST') answerError(ctx, 503, errorWords(unavailable('stopping')));
    else await next();
    if (isStopping() && !ctx.headerSent) ctx.set('Connection', 'close');
  };
