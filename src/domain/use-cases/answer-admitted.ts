import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { type Option } from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type RateLimit } from '../model/account/rate-limit.js';
import { type Scope } from '../model/account/token.js';
import { type AdmissionError, type BodyFault } from '../model/errors.js';
import { admit, type AdmitPorts, type Caller } from './admit.js';

/**
 * What a caller asks for, or what is wrong with its request. It is run once, and only when the caller was admitted: until
 * then nothing of the request's body is read.
 */
export type Asked<A> = TE.TaskEither<BodyFault, A>;

/** The answer of a call, with the state of its token's rate limit. */
export interface Answered<Fault, A> {
  /** None for an unknown token or one without a limit. */
  readonly rateLimit: Option<RateLimit>;
  readonly result: E.Either<Fault, A>;
}

/** A call as its door hands it on. */
export interface AdmittedCall<Q> {
  /** The bearer token as presented. */
  readonly credentials: Option<string>;
  /** What the token must allow; null: any token will do. */
  readonly scope: Scope | null;
  readonly asked: Asked<Q>;
}

/** Authorizes a caller, then takes what it asks for, then does the work. */
export const answerAdmitted = async <Q, Fault, A>(
  ports: AdmitPorts,
  { credentials, scope, asked }: AdmittedCall<Q>,
  work: (caller: Caller, asked: Q) => TE.TaskEither<Fault, A>,
): Promise<Answered<AdmissionError | BodyFault | Fault, A>> => {
  const { rateLimit, result } = await admit(ports, credentials, scope)();
  if (E.isLeft(result)) return { rateLimit, result };
  const answer = pipe(
    asked,
    TE.chainW((query) => work(result.right, query)),
  );
  return { rateLimit, result: await answer() };
};
