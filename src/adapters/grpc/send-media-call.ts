import { type handleClientStreamingCall, type ServerReadableStream, status } from '@grpc/grpc-js';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Logger } from 'pino';
import { type ErrorWords, errorWords, internalError } from '../../domain/error-words.js';
import { type SendMediaError, unavailable } from '../../domain/errors.js';
import { type SendMediaMessage } from '../../domain/send-media-message/call.js';
import { describeCause } from '../../kit/describe-cause.js';
import { bearerToken, requestId } from './call-metadata.js';
import { type SendMediaMessageResponse } from './gen/postcard/v1/SendMediaMessageResponse.gen.js';
import { type GrpcLimits } from './grpc-limits.js';
import { initialMetadata } from './initial-metadata.js';
import { logRefusal } from './log-refusal.js';
import { pullFrom } from './pull.js';
import { sentResponse } from './response.js';
import { type ErrorStatus } from './status-details.js';
import { statusOf } from './statuses.js';
import { readUpload } from './upload.js';
import { type UploadPart } from './upload-part.js';

interface SendMediaCallParts {
  readonly sendMediaMessage: SendMediaMessage;
  readonly errorStatus: (code: status, words: ErrorWords) => ErrorStatus;
  readonly isStopping: () => boolean;
  readonly limits: GrpcLimits;
  readonly log: Logger;
}

type Call = ServerReadableStream<UploadPart, SendMediaMessageResponse>;
type Answer = E.Either<ErrorStatus, SendMediaMessageResponse>;

/** `SendMediaMessage`: the stream as a call of the use case, its result as an answer. */
export const sendMediaCall = (
  parts: SendMediaCallParts,
): handleClientStreamingCall<UploadPart, SendMediaMessageResponse> => {
  const refused = (error: SendMediaError): Answer => E.left(parts.errorStatus(statusOf(error), errorWords(error)));

  const answer = async (call: Call): Promise<Answer> => {
    const id = requestId(call.metadata);
    if (parts.isStopping()) return refused(unavailable('stopping'));
    const upload = readUpload(pullFrom(call, parts.limits), parts.limits);
    const { rateLimit, replayed, result } = await parts.sendMediaMessage({
      credentials: bearerToken(call.metadata),
      key: upload.key,
      parts: upload.parts,
      signal: cancelSignal(call),
    });
    call.sendMetadata(initialMetadata(id, rateLimit, replayed));
    if (E.isRight(result)) return E.right(sentResponse(result.right));
    logRefusal(parts.log, id, result.left);
    return refused(result.left);
  };

  const defect = (call: Call, error: unknown): Answer => {
    const id = requestId(call.metadata);
    parts.log.error({ request_id: id, cause: describeCause(error) }, 'defect');
    call.sendMetadata(initialMetadata(id, O.none, false));
    return E.left(parts.errorStatus(status.INTERNAL, internalError));
  };

  return (call, callback) =>
    // The library catches only what a handler throws at once.
    void answer(call)
      .catch((error: unknown) => defect(call, error))
      .then(
        E.match(
          (failed) => callback(failed),
          (response) => callback(null, response),
        ),
      );
};

/** Aborted when the caller cancels, is gone, or its deadline has passed. */
const cancelSignal = (call: Call): AbortSignal => {
  const cancel = new AbortController();
  call.once('cancelled', () => cancel.abort());
  if (call.cancelled) cancel.abort();
  return cancel.signal;
};
