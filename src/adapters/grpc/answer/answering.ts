import { type sendUnaryData, type Metadata, type status } from '@grpc/grpc-js';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Logger } from 'pino';
import { errorWords, type Refusal } from '../../../api/error-words.js';
import { type ErrorWords } from '../../../api/words.js';
import { refusalRecord } from '../../../api/refusal-record.js';
import { describeCause } from '../../../kit/logging/describe-cause.js';
import { requestId } from '../contract/call-metadata.js';
import { initialMetadata } from './initial-metadata.js';
import { type ErrorStatus } from './status-details.js';
import { statusOf } from './statuses.js';

/** What every answer to a call needs. */
export interface Answering {
  readonly errorStatus: (code: status, words: ErrorWords) => ErrorStatus;
  readonly log: Logger;
}

/** The common part of all kinds of calls. */
interface AnyCall {
  readonly metadata: Metadata;
  readonly sendMetadata: (metadata: Metadata) => void;
}

export type Answer<A> = E.Either<ErrorStatus, A>;

/** A refusal as an answer: the log gets the cause, the caller gets the status and its details. */
export const refused = ({ errorStatus, log }: Answering, { metadata }: AnyCall, refusal: Refusal): Answer<never> => {
  const record = refusalRecord(refusal);
  if (record !== null)
    log[record.level](
      { request_id: requestId(metadata), refusal: refusal._tag, cause: describeCause(record.cause) },
      record.message,
    );
  return E.left(errorStatus(statusOf(refusal), errorWords(refusal)));
};

/** Answers a call with the result of some work. The log has all of a defect; the caller learns nothing of it. */
export const answerWith = async <A>(
  answering: Answering,
  call: AnyCall,
  callback: sendUnaryData<A>,
  work: () => Promise<Answer<A>>,
): Promise<void> => {
  let answer: Answer<A>;
  // The library catches only what a handler throws at once.
  try {
    answer = await work();
  } catch (cause) {
    call.sendMetadata(initialMetadata(requestId(call.metadata), O.none, false));
    answer = refused(answering, call, { _tag: 'Defect', cause });
  }
  if (E.isLeft(answer)) callback(answer.left);
  else callback(null, answer.right);
};
