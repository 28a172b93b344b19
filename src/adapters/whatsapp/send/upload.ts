import * as E from 'fp-ts/lib/Either.js';
import { type SendFailure } from '../../../domain/model/message/send-outcome.js';
import { type SendOrder } from '../../../domain/ports/whatsapp.js';
import { commonHeaders, type Connection } from '../graph/connection.js';
import { lasting, loggedFailure, notUploaded, notYet, unreadable } from '../graph/failures.js';
import { type GraphError, uploadedOf } from '../graph/graph-answer.js';
import { readJson } from '../read-json.js';
import { edgePath } from '../graph/graph-paths.js';
import { judgeRefusal, refusalOf } from '../graph/judge-answer.js';
import { uploadForm } from './multipart.js';
import { uploadName } from './upload-name.js';
import { isLeft, toldCall } from '../graph/told-call.js';
import { tellExpired } from './send-message.js';
import { post, type PostEnd } from '../graph/post.js';
import { done, retrying, type Try } from '../../../kit/time/retrying.js';

/** Why an upload to WhatsApp failed. */
export interface UploadFailure {
  readonly failure: SendFailure;
  /** WhatsApp's subcode beside the failure's code; null where it gave none. */
  readonly subcode: number | null;
  /** Whether our own bytes failed. Another order's bytes of the same file may be readable. */
  readonly sourceFailed: boolean;
}

export type Uploaded = E.Either<UploadFailure, string>;

const failed = (failure: SendFailure, error: GraphError | null = null): Uploaded =>
  E.left({ failure, subcode: error?.subcode ?? null, sourceFailed: false });

/** Without an id we cannot use the file, even if WhatsApp has it. So a retry cannot send anything twice. */
const judge = (end: PostEnd, isPulled: boolean, secret: string): Try<Uploaded> => {
  if (end._tag !== 'Answered') {
    return { _tag: 'Again', pace: 'quick', atLeastMs: 0, otherwise: failed(notUploaded(end.fault)) };
  }
  const id = end.body === null || end.status >= 300 ? null : uploadedOf(readJson(end.body));
  if (id !== null && isPulled) return done(E.right(id));
  const verdict = judgeRefusal(end, secret);
  const atLeastMs = end.retryAfterMs ?? 0;
  if (verdict._tag === 'Unclear') {
    const otherwise = failed(notYet(`${verdict.says}; the file was not uploaded and the message not sent.`));
    return { _tag: 'Again', pace: 'quick', atLeastMs, otherwise };
  }
  const whatsapp = refusalOf(verdict.error);
  if (verdict.class === 'final') return done(failed(lasting(verdict.says, whatsapp), verdict.error));
  const pace = verdict.class === 'throttled' ? 'slow' : 'quick';
  return { _tag: 'Again', pace, atLeastMs, otherwise: failed(notYet(verdict.says, whatsapp), verdict.error) };
};

/**
 * Uploads the file of an order and returns WhatsApp's id of it. Retries if that may help. A try may run until the time
 * of the whole upload is over. A retry begins only within the time that a message has for all its tries.
 */
export const uploadFile = async (
  connection: Connection,
  order: Omit<SendOrder, 'tell'>,
  tell: SendOrder['tell'],
): Promise<Uploaded> => {
  const { budget, log, stopping, leaving, time } = connection;
  const { credentials, media } = order;
  const endsAt = time.now() + budget.uploadMs;

  const attempt = async (): Promise<Try<Uploaded>> => {
    const remainingMs = Math.max(1, endsAt - time.now());
    const givenUp = new AbortController();
    const form = uploadForm({ ...media, name: uploadName(order.mediaType, media.type) }, givenUp.signal);
    const request = {
      path: edgePath(connection.base, credentials.phoneNumberId, 'media'),
      headers: { ...commonHeaders(credentials), ...form.headers },
      body: form.body,
    };
    const limits = { connectMs: Math.min(budget.connectMs, remainingMs), answerMs: remainingMs, timer: time.timer };
    const end = await toldCall(connection, { call: 'media', secret: credentials.accessToken }, tell, () =>
      post(connection.pool, request, { ...limits, leaving }),
    );
    givenUp.abort();
    if (isLeft(end)) tellExpired(connection, { tell });
    if (end._tag !== 'Answered' && form.sourceFailed()) {
      log.error({ fault: end.fault, media: media.id }, 'the file to upload to WhatsApp could not be read');
      return done(E.left({ failure: unreadable, subcode: null, sourceFailed: true }));
    }
    const result = judge(end, form.isPulled(), credentials.accessToken);
    const outcome = result._tag === 'Done' ? result.value : result.otherwise;
    if (E.isLeft(outcome)) {
      const fault = end._tag === 'Answered' ? { status: end.status } : { fault: end.fault };
      log.warn({ media: media.id, ...fault, ...loggedFailure(outcome.left.failure) }, 'an upload to WhatsApp failed');
    }
    return result;
  };

  return retrying(attempt, {
    firstPauseMs: budget.firstPauseMs,
    windowMs: Math.min(budget.allTriesMs, budget.uploadMs),
    stopping,
    time,
    onRetry: (retry, pauseMs) => {
      log.info({ retry, pauseMs, media: media.id }, 'uploading to WhatsApp again');
    },
  });
};
