import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type AccountId } from './account.js';
import { type Branded } from '../brand.js';
import { type Instant } from '../time.js';

/** What a token may do. Exact strings: none implies another. */
export const scopes = [
  'messages:send',
  'messages:read',
  'contacts:read',
  'contacts:write',
  'webhooks:read',
  'webhooks:write',
] as const;
export type Scope = (typeof scopes)[number];

export const isScope = (text: string): text is Scope => (scopes as readonly string[]).includes(text);

/** A token as it is shown once: `pc_` and 256 random bits in base64url. Never stored, never logged. */
export type TokenSecret = Branded<string, 'TokenSecret'>;

/** Reads the token that a caller presents. A text of another shape is never looked up. */
export const parseTokenSecret = (text: string): O.Option<TokenSecret> =>
  /^pc_[A-Za-z0-9_-]{43}$/.test(text) ? O.some(text as TokenSecret) : O.none;

/** The secret made of 32 random bytes in base64url. */
export const tokenSecret = (random: string): TokenSecret => `pc_${random}` as TokenSecret;

/** What is stored of a token. `hash` is the SHA-256 of the secret in hex, `lastFour` its last 4 characters. */
export interface Token {
  readonly id: string;
  readonly accountId: AccountId;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly hash: string;
  readonly lastFour: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
}

/** A token as it is made, before a store has given it an id. */
export type TokenDraft = Omit<Token, 'id'>;

/** The account of a token and its number there. The first token of an account has number 1. */
export interface TokenPlace {
  readonly accountId: AccountId;
  readonly number: number;
}

/** The token with the id that its place gives it: `tok_<account>_<number>`. */
export const tokenAt = (number: number, draft: TokenDraft): Token => ({
  ...draft,
  id: `tok_${draft.accountId}_${number}`,
});

/** The place that a token id names; null for a text that is no token id. */
export const placeOfToken = (id: string): TokenPlace | null => {
  const found = /^tok_([1-9][0-9]{0,14})_([1-9][0-9]{0,14})$/.exec(id);
  return found === null ? null : { accountId: Number(found[1]) as AccountId, number: Number(found[2]) };
};

/** Whether a token is neither revoked nor expired. */
export const isLive = (token: Token, now: Instant): boolean =>
  token.revokedAt === null && (token.expiresAt === null || now < token.expiresAt);

/** Reads the life of a token as the command line takes it: `30d`, `12h`, `45m`. Right: milliseconds. */
export const parseLifetime = (text: string): E.Either<string, number> => {
  const found = /^([1-9][0-9]{0,5})([dhm])$/.exec(text);
  if (found === null) return E.left('must be a number and a unit, like 30d, 12h or 45m');
  const unit = { d: 86_400_000, h: 3_600_000, m: 60_000 }[found[2] as 'd' | 'h' | 'm'];
  return E.right(Number(found[1]) * unit);
};
