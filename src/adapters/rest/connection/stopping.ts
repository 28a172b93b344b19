import { unavailable } from '../../../domain/model/errors.js';
import { refuse } from '../answer/refuse.js';
import { type RestMiddleware } from '../exchange/context.js';

/** Once the service stops, POST requests are refused, and every connection closes after its answer. */
export const refuseWhileStopping =
  (isStopping: () => boolean): RestMiddleware =>
  async (ctx, next) => {
    if (isStopping() && ctx.method === 'POST') refuse(ctx, unavailable(undefined));
    else await next();
    if (isStopping() && !ctx.headerSent) ctx.set('Connection', 'close');
  };
