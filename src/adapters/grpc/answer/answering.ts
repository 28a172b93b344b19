import { type sendUnaryData, type Metadata, status } from '@grpc/grpc-js';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Logger } from 'pino';
import { type ErrorWords, errorWords, internalError } from '../../../api/error-words.js';
import { type ApiError } from '../../../domain/model/errors.js';
import { describeCause } from '../../../kit/logging/describe-cause.js';
import { requestId } from '../contract/call-metadata.js';
import { initialMetadata } from './initial-metadata.js';
import { logRefusal } from './log-refusal.js';
import { type ErrorStatus } from './status-details.js';
import { statusOf } from './statuses.js';

/** What every call is answered with. */
export interface Answering {
  readonly errorStatus: (code: status, words: ErrorWords) => ErrorStatus;
  readonly log: Logger;
}

/** What the calls of every kind have in common. */
interface AnyCall {
  readonly metadata: Metadata;
  readonly sendMetadata: (metadata: Metadata) => void;
}

export type Answer<A> = E.Either<ErrorStatus, A>;

/** An error as an answer; its cause goes to the log. */
export const refused = ({ errorStatus, log }: Answering, { metadata }: AnyCall, error: ApiError): Answer<never> => {
  logRefusal(log, requestId(metadata), error);
  return E.left(errorStatus(statusOf(error), errorWords(error)));
};

/** Answers a call with what comes of some work. A defect says nothing of itself; the log has it all. */
export const answerWith = async <A>(
  { errorStatus, log }: Answering,
  call: AnyCall,
  callback: sendUnaryData<A>,
  work: () => Promise<Answer<A>>,
): Promise<void> => {
  let answer: Answer<A>;
  // The library catches only what a handler throws at once.
  try {
    answer = await work();
  } catch (error) {
    const id = requestId(call.metadata);
    log.error({ request_id: id, cause: describeCause(error) }, 'defect');
    call.sendMetadata(initialMetadata(id, O.none, false));
    answer = E.left(errorStatus(status.INTERNAL, internalError));
  }
  if (E.isLeft(answer)) callback(answer.left);
  else callback(null, answer.right);
};
