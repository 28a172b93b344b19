import { STATUS_CODES } from 'node:http';
import { type BodyFault } from '../../../domain/model/errors.js';
import { requestIdOf } from '../../../kit/request-id.js';
import { answerMeta } from '../answer/envelope.js';
import { errorBody } from '../answer/error-body.js';
import { restWords } from '../answer/rest-words.js';
import { statuses } from '../answer/statuses.js';

/** A whole answer on the wire, for a connection on which there is no request that could be answered. */
export const rawAnswer = (fault: BodyFault): string => {
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
