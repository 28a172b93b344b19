import * as O from 'fp-ts/lib/Option.js';

/** The token of an `Authorization` value of the Bearer scheme (RFC 6750), as presented. */
export const bearerTokenIn = (authorization: string): O.Option<string> => {
  const found = /^Bearer +([^ ]+) *$/i.exec(authorization);
  return O.fromNullable(found?.[1]);
};
