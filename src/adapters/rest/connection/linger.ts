import { type IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { type RestMiddleware } from '../exchange/context.js';
import { type HttpLimits } from '../exchange/http-limits.js';
import { bringsMore } from './brings-more.js';

/**
 * Handles an answer that comes before the whole request. Closing at once would reset the connection while the caller
 * still sends, and the answer would be lost. So the answer is written whole, the rest of the request is drained for a
 * while, and then the connection is closed.
 */
export const lingeringClose =
  (limits: HttpLimits): RestMiddleware =>
  async (ctx, next) => {
    await next();
    const { req: request, res: response } = ctx;
    if (ctx.respond === false || !bringsMore(request)) return;
    // A body in the same packet as its headers is parsed right after them.
    await setImmediate();
    if (!bringsMore(request) || !ctx.writable) return;
    ctx.respond = false;
    ctx.set('Connection', 'close');
    if (typeof ctx.body === 'string' && ctx.method !== 'HEAD') response.write(ctx.body);
    else response.flushHeaders();
    await drain(request, limits);
    response.end();
  };

/** What a piece of a drained body counts at least, in bytes: reading it costs as much. */
const PIECE = 64;

/**
 * Reads on until the caller ends, or a limit of bytes or of time is reached. Bytes over the limit are left unread, not
 * cut off.
 */
const drain = (request: IncomingMessage, { lingerBytes, lingerTime }: HttpLimits): Promise<void> =>
  new Promise((resolve) => {
    let left = lingerBytes;
    const onData = (chunk: Buffer): void => {
      left -= Math.max(chunk.length, PIECE);
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
