import { type RestMiddleware } from '../exchange/context.js';
import { logRefusal, refuse } from './refuse.js';

/** Answers a defect. The log has all of it; the caller learns nothing of it. */
export const answerDefects: RestMiddleware = async (ctx, next) => {
  try {
    await next();
  } catch (cause) {
    const defect = { _tag: 'Defect', cause } as const;
    if (ctx.headerSent) {
      logRefusal(ctx.state.log, ctx.state.exchange.requestId, defect);
      ctx.respond = false;
      ctx.res.destroy();
      return;
    }
    for (const name of ctx.res.getHeaderNames()) if (name !== 'x-request-id') ctx.remove(name);
    refuse(ctx, defect);
  }
};
