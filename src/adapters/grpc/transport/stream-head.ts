import { type IncomingHttpHeaders } from 'node:http2';
import { requestIdOf } from '../../../kit/request-id.js';

/**
 * Changes the head of a call before the library reads it. A call without an id gets one. An `authorization` that comes
 * twice is removed, because Node would silently keep the first.
 */
export const settleHead = (headers: IncomingHttpHeaders, rawHeaders: readonly string[]): void => {
  headers['x-request-id'] = requestIdOf(headers['x-request-id']);
  if (rawHeaders.filter((text, at) => at % 2 === 0 && text === 'authorization').length > 1)
    delete headers.authorization;
};
