import { type Logger } from 'pino';
import { internalError } from '../../../api/error-words.js';
import { answerError } from './answer.js';
import { type RestMiddleware } from '../exchange/context.js';
import { describeCause } from '../../../kit/logging/describe-cause.js';

/** A defect becomes an answer that says nothing of it, and a line in the log that says all. */
export const answerDefects =
  (log: Logger): RestMiddleware =>
  async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      log.error({ request_id: ctx.state.exchange.requestId, cause: describeCause(error) }, 'defect');
      if (ctx.headerSent) {
        ctx.respond = false;
        ctx.res.destroy();
        return;
      }
      for (const name of ctx.res.getHeaderNames()) if (name !== 'x-request-id') ctx.remove(name);
      answerError(ctx, 500, internalError);
    }
  };
