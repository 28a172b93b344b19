import { type IncomingMessage } from 'node:http';
import { type BodyFault } from '../../../domain/model/errors.js';
import { refuse } from '../answer/refuse.js';
import { type RestMiddleware } from '../exchange/context.js';
import { isRepeated } from '../exchange/credentials.js';
import { originForm } from './request-target.js';

/**
 * Refuses improper HTTP that Node accepts, or would refuse without the envelope. At most `most` headers are allowed.
 */
export const properHttp =
  (most: number): RestMiddleware =>
  (ctx, next) => {
    const fault = faultOf(ctx.req, most);
    const target = originForm(ctx.req.url ?? '', ctx.method);
    if (fault === null && target !== null) {
      ctx.url = target;
      return next();
    }
    ctx.set('Connection', 'close');
    refuse(ctx, fault ?? BAD_FRAMING);
    return undefined;
  };

const BAD_FRAMING: BodyFault = { _tag: 'BadFraming' };

const faultOf = (request: IncomingMessage, most: number): BodyFault | null => {
  if (hasTooManyHeaders(request, most)) return { _tag: 'FramingTooLarge' };
  return hasOneHost(request) && hasKnownEncoding(request) ? null : BAD_FRAMING;
};

/** Node silently drops headers above its limit. A request without its `Idempotency-Key` would be another request. */
const hasTooManyHeaders = ({ rawHeaders }: IncomingMessage, most: number): boolean => rawHeaders.length > 2 * most;

/** RFC 9112, 3.2: exactly one `Host` in HTTP/1.1. */
const hasOneHost = (request: IncomingMessage): boolean =>
  request.headers.host === undefined ? request.httpVersionMinor === 0 : !isRepeated(request, 'host');

/** RFC 9112, 6.1: an unknown transfer coding must be refused. */
const hasKnownEncoding = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined || headers['transfer-encoding'].toLowerCase() === 'chunked';
