import { type IncomingMessage } from 'node:http';
import { answerError } from './answer.js';
import { type RestMiddleware } from './context.js';
import { isRepeated } from './credentials.js';
import { httpFaultStatuses, httpFaultWords } from './http-faults.js';

/** RFC 9112, 3.2: a request of HTTP/1.1 has exactly one `Host`. Node would refuse some of these without a body. */
export const properHttp: RestMiddleware = (ctx, next) => {
  if (hasOneHost(ctx.req)) return next();
  ctx.set('Connection', 'close');
  answerError(ctx, httpFaultStatuses.BadRequest, httpFaultWords.BadRequest);
  return undefined;
};

const hasOneHost = (request: IncomingMessage): boolean =>
  request.headers.host === undefined ? request.httpVersionMinor === 0 : !isRepeated(request, 'host');
