import * as E from 'fp-ts/lib/Either.js';
import { type TaskEither } from 'fp-ts/lib/TaskEither.js';
import { errorWords } from '../../api/error-words.js';
import { type ErrorWords, plainWords } from '../../api/words.js';
import { type ResourceError } from '../../domain/model/errors.js';
import { Stopped } from '../../kit/or-throw.js';
import { CommandFailure } from './failure.js';
import { failureDocument } from './document.js';

/** Ends the command with an error of the API: its sentence on stderr, with --json its body on stdout. */
const failIn = ({ code, message, fieldFaults, facts }: ErrorWords): never => {
  throw new CommandFailure(message, failureDocument(code, message, fieldFaults ?? facts));
};

/** Ends the command because a thing is not there. */
export const notFound = (message: string): never => failIn(plainWords('NOT_FOUND', message));

/** Takes what a use case came to. What it refuses ends the command in the words of the API. */
export const orFail = async <A>(task: TaskEither<ResourceError, A>): Promise<A> => {
  const done = await task();
  if (E.isRight(done)) return done.right;
  if (done.left._tag === 'Unavailable') throw new Stopped(done.left);
  return failIn(errorWords(done.left));
};
