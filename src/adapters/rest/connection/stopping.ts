import { unavailable } from '../../../domain/model/errors.js';
import { refuse } from '../answer/refuse.js';
import { type RestMiddleware } from '../exchange/context.js';

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Once the service stops, requests that change something are refused, and every connection closes after its answer. */
export const refuseWhileStopping =
  (isStopping: () => boolean): RestMiddleware =>
  async (ctx, next) => {
    if (isStopping() && !READING.has(ctx.method)) refuse(ctx, unavailable(undefined));
    else await next();
    if (isStopping() && !ctx.headerSent) ctx.set('Connection', 'close');
  };
