import * as O from 'fp-ts/lib/Option.js';
import { type IncomingMessage } from 'node:http';
import { bearerTokenIn } from '../../../kit/bearer-token.js';

/** The bearer token as presented. None if there is no `Authorization`, or more than one. */
export const bearerToken = (request: IncomingMessage): O.Option<string> => {
  const token = bearerTokenIn(request.headers.authorization ?? '');
  return isRepeated(request, 'authorization') ? O.none : token;
};

/** Whether a header comes more than once. Of some headers Node silently keeps only the first. */
export const isRepeated = (request: IncomingMessage, header: string): boolean => {
  let found = 0;
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const name = request.rawHeaders[at];
    if (name?.length === header.length && name.toLowerCase() === header) found += 1;
  }
  return found > 1;
};
