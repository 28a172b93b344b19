import { type handleClientStreamingCall, type Metadata, type ServerReadableStream } from '@grpc/grpc-js';
import * as E from 'fp-ts/lib/Either.js';
import { type AccountId } from '../../domain/model/account/account.js';
import { unavailable } from '../../domain/model/errors.js';
import { type SendMediaMessage } from '../../domain/use-cases/send-media-message/call.js';
import { type Answer, type Answering, answerWith, refused } from './answer/answering.js';
import { bearerToken, requestId } from './contract/call-metadata.js';
import { type SendMediaMessageResponse } from './contract/gen/postcard/v1/SendMediaMessageResponse.gen.js';
import { type GrpcLimits } from './contract/grpc-limits.js';
import { initialMetadata } from './answer/initial-metadata.js';
import { pullFrom } from './request/pull.js';
import { sentResponse } from './answer/sent-response.js';
import { readUpload } from './request/upload.js';
import { type UploadPart } from './request/upload-part.js';

interface SendMediaParts extends Answering {
  readonly sendMediaMessage: SendMediaMessage;
  readonly isStopping: () => boolean;
  readonly limits: GrpcLimits;
  /** Counts what a call holds for its account from now on. */
  readonly onAdmitted: (metadata: Metadata, account: AccountId) => void;
}

type Call = ServerReadableStream<UploadPart, SendMediaMessageResponse>;

/** `SendMediaMessage`: the stream as a call of the use case, its result as an answer. */
export const sendMediaCall =
  (parts: SendMediaParts): handleClientStreamingCall<UploadPart, SendMediaMessageResponse> =>
  (call, callback) =>
    void answerWith(parts, call, callback, () => answerOf(parts, call));

const answerOf = async (parts: SendMediaParts, call: Call): Promise<Answer<SendMediaMessageResponse>> => {
  if (parts.isStopping()) return refused(parts, call, unavailable('stopping'));
  const upload = readUpload(pullFrom(call, parts.limits), parts.limits);
  const { rateLimit, replayed, result } = await parts.sendMediaMessage({
    door: 'grpc',
    requestId: requestId(call.metadata),
    credentials: bearerToken(call.metadata),
    key: upload.key,
    parts: upload.parts,
    signal: cancelSignal(call),
    onAdmitted: (account) => parts.onAdmitted(call.metadata, account),
  });
  call.sendMetadata(initialMetadata(requestId(call.metadata), rateLimit, replayed));
  return E.isRight(result) ? E.right(sentResponse(result.right)) : refused(parts, call, result.left);
};

/** Aborted when the caller cancels, is gone, or its deadline has passed. */
const cancelSignal = (call: Call): AbortSignal => {
  const cancel = new AbortController();
  call.once('cancelled', () => cancel.abort());
  if (call.cancelled) cancel.abort();
  return cancel.signal;
};
