import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account, UNLIMITED } from '../model/account/account.js';
import { type AdmissionError } from '../model/errors.js';
import { type Accounts } from '../ports/accounts.js';
import { type Clock } from '../ports/clock.js';
import { type Digest } from '../ports/digest.js';
import { type RateLimiter } from '../ports/rate-limiter.js';
import { type Tokens } from '../ports/tokens.js';
import { type RateLimit } from '../model/account/rate-limit.js';
import { isLive, parseTokenSecret, type Scope, type Token } from '../model/account/token.js';

export interface AdmitPorts {
  readonly accounts: Pick<Accounts, 'byId'>;
  readonly tokens: Pick<Tokens, 'byHash'>;
  readonly rateLimiter: RateLimiter;
  readonly digest: Digest;
  readonly clock: Pick<Clock, 'now'>;
  /** Whether tokens of the demo account are accepted. */
  readonly sandboxMode: boolean;
}

/** An authorized caller. */
export interface Caller {
  readonly account: Account;
  readonly token: Token;
}

export interface Admission {
  /** Known as soon as the token is known, also if the caller is refused. */
  readonly rateLimit: O.Option<RateLimit>;
  readonly result: E.Either<AdmissionError, Caller>;
}

type Step<A> = TE.TaskEither<AdmissionError, A>;

const unauthorized: AdmissionError = { _tag: 'Unauthorized' };

/**
 * Authorizes a caller: checks the token, then its rate limit, then its scope (null: any token will do). It reads nothing
 * of the request's body.
 */
export const admit = (ports: AdmitPorts, credentials: O.Option<string>, scope: Scope | null): T.Task<Admission> =>
  pipe(
    identify(ports, credentials),
    TE.matchE(
      (error) => T.of<Admission>({ rateLimit: O.none, result: E.left(error) }),
      (caller) => countAndJudge(ports, caller, scope),
    ),
  );

/** Looks a token up again: it may have been revoked or expired while the request was running. */
export const stillAdmitted = (
  ports: Pick<AdmitPorts, 'tokens' | 'clock'>,
  { caller }: { readonly caller: Caller },
): Step<void> => TE.asUnit(liveToken(ports, caller.token.hash));

const identify = (ports: AdmitPorts, credentials: O.Option<string>): Step<Caller> =>
  pipe(
    credentials,
    O.chain(parseTokenSecret),
    TE.fromOption(() => unauthorized),
    TE.chain((secret) => liveToken(ports, ports.digest(secret))),
    TE.chain((token) => callerOf(ports, token)),
  );

const liveToken = (ports: Pick<AdmitPorts, 'tokens' | 'clock'>, hash: string): Step<Token> =>
  pipe(
    ports.tokens.byHash(hash),
    TE.map(O.filter((token) => isLive(token, ports.clock.now()))),
    TE.chainW(TE.fromOption(() => unauthorized)),
  );

const callerOf = (ports: AdmitPorts, token: Token): Step<Caller> =>
  pipe(
    ports.accounts.byId(token.accountId),
    TE.map(O.filter((account) => !account.demo || ports.sandboxMode)),
    TE.chainW(TE.fromOption(() => unauthorized)),
    TE.map((account) => ({ account, token })),
  );

const countAndJudge = (ports: AdmitPorts, caller: Caller, scope: Scope | null): T.Task<Admission> => {
  const limit = caller.account.limits.apiCallsPerMinute;
  if (limit === UNLIMITED) return T.of({ rateLimit: O.none, result: withScope(caller, scope) });
  return pipe(
    ports.rateLimiter.count(caller.token.id, limit),
    TE.match(
      (error): Admission => ({ rateLimit: O.none, result: E.left(error) }),
      (rateLimit): Admission => ({
        rateLimit: O.some(rateLimit),
        result: rateLimit.allowed ? withScope(caller, scope) : E.left(tooMany(rateLimit)),
      }),
    ),
  );
};

const tooMany = (rateLimit: RateLimit): AdmissionError => ({
  _tag: 'RateLimitExceeded',
  retryAfterSeconds: rateLimit.resetSeconds,
});

const withScope = (caller: Caller, scope: Scope | null): E.Either<AdmissionError, Caller> =>
  scope === null || caller.token.scopes.includes(scope)
    ? E.right(caller)
    : E.left({ _tag: 'InsufficientScope', scope });
