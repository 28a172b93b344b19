import { type IncomingHttpHeaders } from 'node:http2';
import { requestIdOf } from '../../../kit/request-id.js';

const ENCODINGS: readonly unknown[] = [undefined, 'identity', 'gzip', 'deflate'];

/** 8 digits and a unit (gRPC over HTTP/2), with a little room. */
const LONGEST_TIMEOUT = 16;

/**
 * Changes the head of a call before the library reads it. A call without an id gets one. An `authorization` that comes
 * twice is removed, because Node would silently keep the first.
 */
export const settleHead = (headers: IncomingHttpHeaders, rawHeaders: readonly string[]): void => {
  headers['x-request-id'] = requestIdOf(headers['x-request-id']);
  if (rawHeaders.filter((text, at) => at % 2 === 0 && text === 'authorization').length > 1)
    delete headers.authorization;
  // The library's refusals of these two repeat them as they came.
  if (!ENCODINGS.includes(headers['grpc-encoding'])) headers['grpc-encoding'] = 'unknown';
  if (String(headers['grpc-timeout'] ?? '').length > LONGEST_TIMEOUT) headers['grpc-timeout'] = 'too long';
};
