import { randomUUID } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { type TaskEither } from 'fp-ts/lib/TaskEither.js';
import { errorWords } from '../../api/error-words.js';
import { type ErrorWords, plainWords } from '../../api/words.js';
import { type ResourceError } from '../../domain/model/errors.js';
import { Stopped } from '../../kit/or-throw.js';
import { CommandFailure } from '../failure.js';

/** Ends the command with an error of the API: its sentence on stderr, with --json its body on stdout. */
const failIn = (words: ErrorWords): never => {
  throw new CommandFailure(words.message, documentOf(words));
};

/** The error body of the API (SPEC 7). Its request is this run of the command. */
const documentOf = ({ code, message, fieldFaults, facts }: ErrorWords): object => ({
  success: false,
  error: { code, message, ...(fieldFaults === null && facts === null ? {} : { details: fieldFaults ?? facts }) },
  meta: { request_id: randomUUID(), timestamp: new Date().toISOString() },
});

/** Ends the command because a thing is not there. */
export const notFound = (message: string): never => failIn(plainWords('NOT_FOUND', message));

/** Takes what a use case came to. What it refuses ends the command in the words of the API. */
export const orFail = async <A>(task: TaskEither<ResourceError, A>): Promise<A> => {
  const done = await task();
  if (E.isRight(done)) return done.right;
  if (done.left._tag === 'Unavailable') throw new Stopped(done.left);
  return failIn(errorWords(done.left));
};
