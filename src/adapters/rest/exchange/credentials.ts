import * as O from 'fp-ts/lib/Option.js';
import { type IncomingMessage } from 'node:http';
import { bearerTokenIn } from '../../../kit/bearer-token.js';

/** The bearer token as presented. None where there is none, or more than one `Authorization`. */
export const bearerToken = (request: IncomingMessage): O.Option<string> => {
  const token = bearerTokenIn(request.headers.authorization ?? '');
  return isRepeated(request, 'authorization') ? O.none : token;
};

/** Whether a header stands there twice: Node keeps the first of some and says nothing of the others. */
export const isRepeated = (request: IncomingMessage, header: string): boolean => {
  let found = 0;
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const name = request.rawHeaders[at];
    if (name?.length === header.length && name.toLowerCase() === header) found += 1;
  }
  return found > 1;
};
