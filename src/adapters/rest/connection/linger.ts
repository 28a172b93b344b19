import { type IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { type RestMiddleware } from '../exchange/context.js';
import { type HttpLimits } from '../exchange/http-limits.js';

/**
 * An answer that comes before the whole request: closing now would reset the connection under the caller's hands,
 * and the answer would be lost. So it is written whole, what still comes is read for a while and thrown away, and
 * only then is the connection closed.
 */
export const lingeringClose =
  (limits: HttpLimits): RestMiddleware =>
  async (ctx, next) => {
    await next();
    const { req: request, res: response } = ctx;
    if (ctx.respond === false || !bringsMore(request)) return;
    // A body that came in the same packet as its headers is parsed right after them.
    await setImmediate();
    if (!bringsMore(request) || !ctx.writable) return;
    ctx.respond = false;
    ctx.set('Connection', 'close');
    if (typeof ctx.body === 'string' && ctx.method !== 'HEAD') response.write(ctx.body);
    else response.flushHeaders();
    await drain(request, limits);
    response.end();
  };

const bringsMore = ({ complete, headers }: IncomingMessage): boolean =>
  !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);

/** Reads on until the caller is done, it was enough, or it took long enough. Too much is left unread, not cut off. */
const drain = (request: IncomingMessage, { lingerBytes, lingerTime }: HttpLimits): Promise<void> =>
  new Promise((resolve) => {
    let left = lingerBytes;
    const onData = (chunk: Buffer): void => {
      left -= chunk.length;
      if (left <= 0) request.pause();
    };
    const finish = (): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', finish).off('close', finish);
      resolve();
    };
    const timer = setTimeout(finish, lingerTime);
    request.on('data', onData).once('end', finish).once('close', finish).resume();
    if (request.destroyed) finish();
  });
