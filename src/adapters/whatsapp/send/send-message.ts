import { type SendFailure, type SendOutcome } from '../../../domain/model/message/send-outcome.js';
import { maskRecipient } from '../../../domain/model/contact/recipient.js';
import { type RetryDecision, type SendOrder } from '../../../domain/ports/whatsapp.js';
import { commonHeaders, type Connection } from '../graph/connection.js';
import { lasting, loggedFailure, notAnswered, notReached, notYet, unknown } from '../graph/failures.js';
import { type GraphError } from '../graph/graph-answer.js';
import { edgePath } from '../graph/graph-paths.js';
import { judgeAnswer, refusalOf } from '../graph/judge-answer.js';
import { type MediaSource, messageBody } from './message-body.js';
import { isLeft, toldCall } from '../graph/told-call.js';
import { post, type PostEnd } from '../graph/post.js';
import { done, retrying, type Try } from '../../../kit/time/retrying.js';

export interface Sent {
  readonly outcome: SendOutcome;
  /** The Graph error that decided the outcome. */
  readonly error: GraphError | null;
}

/** A failure as an outcome, with the current time. `subcode` is WhatsApp's; null where it gave none. */
export const failedSend = (
  { clock }: Connection,
  failure: SendFailure,
  subcode: number | null = null,
): SendOutcome => ({
  _tag: 'Refused',
  failure,
  ...(subcode === null ? {} : { subcode }),
  at: clock.now(),
});

/** The failure of a send that is given up without an answer of WhatsApp. */
export const givenUp = (connection: Connection, order: Pick<SendOrder, 'tell'>, failure: SendFailure): SendOutcome => {
  tellExpired(connection, order);
  return failedSend(connection, failure);
};

export const tellExpired = ({ clock }: Pick<Connection, 'clock'>, { tell }: Pick<SendOrder, 'tell'>): void =>
  tell({ kind: 'expired', at: clock.now() });

const judge = (connection: Connection, end: PostEnd, secret: string): Try<Sent> => {
  const failed = (failure: SendFailure, error: GraphError | null = null): Sent => ({
    outcome: failedSend(connection, failure, error?.subcode),
    error,
  });
  if (end._tag === 'NotWritten') {
    return { _tag: 'Again', pace: 'quick', atLeastMs: 0, otherwise: failed(notReached(end.fault)) };
  }
  if (end._tag === 'Unanswered') return done(failed(notAnswered(end.fault)));
  const verdict = judgeAnswer(end, secret);
  switch (verdict._tag) {
    case 'Accepted': {
      const { wamid, shown } = verdict;
      return done({ outcome: { _tag: 'Accepted', wamid, shown, at: connection.clock.now() }, error: null });
    }
    case 'Unclear':
      return done(failed(unknown(verdict.says)));
    case 'Refused': {
      const { error, says } = verdict;
      if (verdict.class === 'final') return done(failed(lasting(says, refusalOf(error)), error));
      const otherwise = failed(notYet(says, refusalOf(error)), error);
      const pace = verdict.class === 'throttled' ? 'slow' : 'quick';
      return { _tag: 'Again', pace, atLeastMs: end.retryAfterMs ?? 0, otherwise };
    }
  }
};

/** Why a message must not be sent now, after a pause or an upload; null if it may. */
export const stopOf = async ({ mayRetry }: SendOrder): Promise<Extract<RetryDecision, { _tag: 'Stop' }> | null> => {
  try {
    const decision = await mayRetry();
    return decision._tag === 'Stop' ? decision : null;
  } catch {
    // A record that is damaged cannot say that the message may be sent.
    return { _tag: 'Stop', failure: null };
  }
};

/**
 * Sends a message, whose file WhatsApp finds at `source`, and retries until it is accepted, finally refused, or its
 * outcome is unknown. `budgetMs` is for all tries. It never cuts a try short, because that would make the outcome
 * unknown: a retry begins only while there is time for the longest try.
 */
export const sendMessage = (
  connection: Connection,
  order: SendOrder,
  source: MediaSource,
  budgetMs: number,
): Promise<Sent> => {
  const { budget, log, stopping, leaving, time } = connection;
  const { credentials } = order;
  const about = { message: order.callbackData, to: maskRecipient(order.to) };
  const request = {
    path: edgePath(connection.base, credentials.phoneNumberId, 'messages'),
    headers: { ...commonHeaders(credentials), 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(messageBody(order, source))),
  };

  const attempt = async (): Promise<Try<Sent>> => {
    const end = await toldCall(connection, { call: 'messages', secret: credentials.accessToken }, order.tell, () =>
      post(connection.pool, request, {
        connectMs: budget.connectMs,
        answerMs: budget.answerMs,
        timer: time.timer,
        leaving,
      }),
    );
    if (isLeft(end)) tellExpired(connection, order);
    const result = judge(connection, end, credentials.accessToken);
    const { outcome } = result._tag === 'Done' ? result.value : result.otherwise;
    if (outcome._tag === 'Refused') {
      const fault = end._tag === 'Answered' ? { status: end.status } : { fault: end.fault };
      log.warn(
        { ...about, ...fault, ...loggedFailure(outcome.failure) },
        'a message was not sent, or may not have been',
      );
    }
    return result;
  };

  return retrying(attempt, {
    firstPauseMs: budget.firstPauseMs,
    windowMs: budgetMs - budget.connectMs - budget.answerMs,
    stopping,
    time,
    endsWith: async (otherwise) => {
      const stop = await stopOf(order);
      if (stop === null) return null;
      log.info({ ...about }, 'the message is not sent again');
      return stop.failure === null ? otherwise : { outcome: givenUp(connection, order, stop.failure), error: null };
    },
    onRetry: (retry, pauseMs) => {
      log.info({ ...about, retry, pauseMs }, 'sending to WhatsApp again');
    },
  });
};
