import { type Socket } from 'node:net';
import { type BodyFault } from '../../../domain/model/errors.js';
import { breakBody, CUT_SHORT, type Exchange, isRunning, TOO_SLOW } from '../exchange/exchange.js';
import { type HttpLimits } from '../exchange/http-limits.js';
import { rawAnswer } from './raw-answer.js';

/** The code of Node's error where a head is not whole in time. */
export const LATE_HEAD = 'ERR_HTTP_REQUEST_TIMEOUT';

/** Maps the faults that Node's parser distinguishes. Every other fault is bad framing. */
const faultOf = ({ code = '' }: NodeJS.ErrnoException): BodyFault => {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { _tag: 'FramingTooLarge' };
    case LATE_HEAD:
      return TOO_SLOW;
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
  if (isRunning(current)) {
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
