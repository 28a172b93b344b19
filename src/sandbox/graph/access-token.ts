import { codedError, type GraphError } from '../meta/graph-error.js';
import type { Exchange } from '../http/exchange.js';

/** The one token that the sandbox takes for expired. */
const EXPIRED = 'expired';

const tokenError = (message: string, subcode?: number): GraphError => {
  const { subcode: _unused, ...error } = codedError(190);
  return { ...error, message, details: message, ...(subcode === undefined ? {} : { subcode }) };
};

/** Meta takes the token from the header, under either scheme, and from the query. */
const tokenOf = ({ req, query }: Exchange): string | undefined => {
  const header = req.headers.authorization;
  if (header === undefined) return query.get('access_token') ?? undefined;
  return /^(?:Bearer|OAuth) +([\x21-\x7e]+)$/i.exec(header)?.[1];
};

/** Refuses a request without a token, with one that cannot be one, or with the token `expired`: error 190. */
export const refuseToken = (exchange: Exchange): GraphError | undefined => {
  const token = tokenOf(exchange);
  if (token === undefined) return tokenError('Invalid OAuth access token - Cannot parse access token');
  return token === EXPIRED
    ? tokenError('Error validating access token: Session has expired on Monday, 01-Jan-24 00:00:00 PST.', 463)
    : undefined;
};
