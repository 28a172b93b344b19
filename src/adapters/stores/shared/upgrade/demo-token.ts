import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

const demoAccount = t.type({ demo: t.literal(true) });
const liveToken = t.type({ scopes: t.readonlyArray(t.string), revokedAt: t.null });
const anyToken = t.type({ accountId: t.number, revokedAt: t.union([t.number, t.null]) });

/** Every scope of format 9, whatever later versions add. */
const scopes = ['messages:send', 'messages:read', 'contacts:read', 'contacts:write', 'webhooks:read', 'webhooks:write'];

export const isDemoAccount = (account: unknown): boolean => demoAccount.is(account);

/** The account of a stored token; null if the token is damaged. */
export const accountOfToken = (token: unknown): number | null => (anyToken.is(token) ? token.accountId : null);

/**
 * A token of the demo account with every scope, since the demo is to show everything. The same object if it has them
 * or is revoked. Left: it is damaged.
 */
export const withEveryScope = <A>(token: A): E.Either<string, A> => {
  if (liveToken.is(token)) {
    const missing = scopes.filter((scope) => !token.scopes.includes(scope));
    return E.right(missing.length === 0 ? token : { ...token, scopes: [...token.scopes, ...missing] });
  }
  return anyToken.is(token) && token.revokedAt !== null ? E.right(token) : E.left('its scopes');
};
