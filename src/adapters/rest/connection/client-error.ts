import { type Socket } from 'node:net';
import { answerMeta, errorBody } from '../answer/envelope.js';
import { breakBody, type Exchange } from '../exchange/exchange.js';
import { type HttpFault, httpFaultStatuses, httpFaultWords } from '../exchange/http-faults.js';
import { type HttpLimits } from '../exchange/http-limits.js';
import { requestIdOf } from '../../../kit/request-id.js';

/** The faults that Node's parser tells apart; every other one is a bad request. */
const faultOf = ({ code = '' }: NodeJS.ErrnoException): HttpFault => {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 'HeadersTooLarge';
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'TooSlow';
    default:
      return 'BadRequest';
  }
};

/**
 * What to do where the bytes on a connection are not proper HTTP. `current` is the last request that began on it.
 * A request that is still coming learns it as a fault of its body; one that has come whole is answered first.
 */
export const answerClientError = (
  error: NodeJS.ErrnoException,
  socket: Socket,
  current: Exchange | undefined,
  limits: HttpLimits,
): void => {
  if (current !== undefined && !current.response.writableFinished) {
    current.response.shouldKeepAlive = false;
    // The end of the connection in the middle of a body: no fault of HTTP, but a body that is not whole.
    const isEnd = error.code === 'HPE_INVALID_EOF_STATE' || error.code === 'ECONNRESET';
    if (!current.request.complete) breakBody(current, 'ended before it was complete', isEnd ? null : faultOf(error));
    return;
  }
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  if (socket.writableEnded) return;
  socket.end(rawAnswer(faultOf(error)));
  // What still comes is read, and refused by the parser, until the caller is done or had its time.
  const timer = setTimeout(() => socket.destroy(), limits.lingerTime);
  socket.once('end', () => socket.destroy()).once('close', () => clearTimeout(timer));
};

const rawAnswer = (fault: HttpFault): string => {
  const requestId = requestIdOf(undefined);
  const body = JSON.stringify(errorBody(httpFaultWords[fault], answerMeta(requestId)));
  return [
    `HTTP/1.1 ${httpFaultStatuses[fault]} ${REASONS[fault]}`,
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

const REASONS: Readonly<Record<HttpFault, string>> = {
  BadRequest: 'Bad Request',
  TooSlow: 'Request Timeout',
  HeadersTooLarge: 'Request Header Fields Too Large',
};
