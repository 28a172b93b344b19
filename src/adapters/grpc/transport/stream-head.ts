import { type IncomingHttpHeaders } from 'node:http2';
import { requestIdOf } from '../../../kit/request-id.js';

/**
 * Looks at the head of a call before the library does: gives it an id if it brings none of its own, and takes away
 * an `authorization` that stands there twice, of which Node would keep the first and say nothing.
 */
export const settleHead = (headers: IncomingHttpHeaders, rawHeaders: readonly string[]): void => {
  headers['x-request-id'] = requestIdOf(headers['x-request-id']);
  if (rawHeaders.filter((text, at) => at % 2 === 0 && text === 'authorization').length > 1)
    delete headers.authorization;
};
