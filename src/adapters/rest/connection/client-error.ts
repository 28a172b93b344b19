import { STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { type BodyFault } from '../../../domain/model/errors.js';
import { answerMeta } from '../answer/envelope.js';
import { errorBody } from '../answer/error-body.js';
import { restWords } from '../answer/rest-words.js';
import { statuses } from '../answer/statuses.js';
import { breakBody, CUT_SHORT, type Exchange } from '../exchange/exchange.js';
import { type HttpLimits } from '../exchange/http-limits.js';
import { requestIdOf } from '../../../kit/request-id.js';

/** Maps the faults that Node's parser distinguishes. Every other fault is bad framing. */
const faultOf = ({ code = '' }: NodeJS.ErrnoException): BodyFault => {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { _tag: 'FramingTooLarge' };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { _tag: 'TooSlow' };
    default:
      return { _tag: 'BadFraming' };
  }
};

/**
 * Handles bytes on a connection that are not proper HTTP. `current` is the last request that began on it. If that
 * request is still arriving, the fault becomes one of its body. If it has arrived whole, it is answered first.
 */
export const answerClientError = (
  error: NodeJS.ErrnoException,
  socket: Socket,
  current: Exchange | undefined,
  limits: HttpLimits,
): void => {
  if (current !== undefined && !current.response.writableFinished) {
    current.response.shouldKeepAlive = false;
    // The connection ended in the middle of a body: the HTTP is right, but the body is cut short.
    const isEnd = error.code === 'HPE_INVALID_EOF_STATE' || error.code === 'ECONNRESET';
    if (!current.request.complete) breakBody(current, isEnd ? CUT_SHORT : faultOf(error));
    return;
  }
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  if (socket.writableEnded) return;
  socket.end(rawAnswer(faultOf(error)));
  // The rest is read, and refused by the parser, until the caller ends or its time is over.
  const timer = setTimeout(() => socket.destroy(), limits.lingerTime);
  socket.once('end', () => socket.destroy()).once('close', () => clearTimeout(timer));
};

const rawAnswer = (fault: BodyFault): string => {
  const requestId = requestIdOf(undefined);
  const body = JSON.stringify(errorBody(restWords(fault), answerMeta(requestId)));
  return [
    `HTTP/1.1 ${statuses[fault._tag]} ${STATUS_CODES[statuses[fault._tag]]}`,
    `X-Request-Id: ${requestId}`,
    'Content-Type: application/json; charset=utf-8',
    'Cache-Control: no-store',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Date: ${new Date().toUTCString()}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
};
