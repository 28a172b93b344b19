import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../model/account/account.js';
import { type Unavailable } from '../model/errors.js';
import { type Instant } from '../model/time.js';
import { type Scope, type Token, tokenSecret, type TokenSecret } from '../model/account/token.js';
import { type Clock } from '../ports/clock.js';
import { type Digest } from '../ports/digest.js';
import { type RandomKey } from '../ports/random-key.js';
import { type Tokens } from '../ports/tokens.js';

export interface IssueTokenPorts {
  readonly tokens: Pick<Tokens, 'create'>;
  readonly digest: Digest;
  readonly clock: Pick<Clock, 'now'>;
  readonly randomKey: RandomKey;
}

/** What a new token is made from. */
export interface TokenRequest {
  readonly accountId: AccountId;
  readonly name: string;
  /** A scope that is named twice counts once. */
  readonly scopes: readonly Scope[];
  /** The expiry of a token made at `now`; null: it never expires. */
  readonly expiresAt: (now: Instant) => Instant | null;
}

/** A new token with its secret, which is shown once and never stored. */
export interface IssuedToken {
  readonly secret: TokenSecret;
  readonly token: Token;
}

/** Creates a token for an account that exists. The store keeps the digest of the secret and its last 4 characters. */
export const issueToken =
  ({ tokens, digest, clock, randomKey }: IssueTokenPorts) =>
  ({ accountId, name, scopes, expiresAt }: TokenRequest): TE.TaskEither<Unavailable, IssuedToken> => {
    const secret = tokenSecret(randomKey());
    const now = clock.now();
    return pipe(
      tokens.create({
        accountId,
        name,
        scopes: [...new Set(scopes)],
        hash: digest(secret),
        lastFour: secret.slice(-4),
        createdAt: now,
        expiresAt: expiresAt(now),
        revokedAt: null,
      }),
      TE.map((token) => ({ secret, token })),
    );
  };
