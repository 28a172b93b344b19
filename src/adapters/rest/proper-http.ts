import { type IncomingMessage } from 'node:http';
import { answerError } from './answer.js';
import { type RestMiddleware } from './context.js';
import { isRepeated } from './credentials.js';
import { httpFaultStatuses, httpFaultWords } from './http-faults.js';

/** What Node lets through, or would refuse without the envelope. */
export const properHttp: RestMiddleware = (ctx, next) => {
  if (hasOneHost(ctx.req) && hasKnownEncoding(ctx.req)) return next();
  ctx.set('Connection', 'close');
  answerError(ctx, httpFaultStatuses.BadRequest, httpFaultWords.BadRequest);
  return undefined;
};

/** RFC 9112, 3.2: exactly one `Host` in HTTP/1.1. */
const hasOneHost = (request: IncomingMessage): boolean =>
  request.headers.host === undefined ? request.httpVersionMinor === 0 : !isRepeated(request, 'host');

/** RFC 9112, 6.1: a transfer coding that is not understood must not be guessed at. */
const hasKnownEncoding = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined || headers['transfer-encoding'].toLowerCase() === 'chunked';
