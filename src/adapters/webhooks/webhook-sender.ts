import { type IncomingMessage } from 'node:http';
import * as E from 'fp-ts/lib/Either.js';
import { eventBody } from '../../api/event-view.js';
import { reasonOfStatus, TRY_TIME } from '../../domain/model/webhook/delivery-try.js';
import { type Clock } from '../../domain/ports/clock.js';
import { type WebhookAnswer, type WebhookCall, type WebhookSender } from '../../domain/ports/webhook-sender.js';
import { type OutgoingGuard } from '../../kit/outgoing-guard/outgoing-guard.js';
import { OutgoingRefused } from '../../kit/outgoing-guard/refusal.js';
import { realTimer } from '../../kit/time/timer.js';
import { answerStart } from './answer-start.js';
import { type Connections, makeConnections } from './connections.js';
import { post } from './post.js';
import { retryAfterOf } from './retry-after.js';
import { signedHeaders } from '../../kit/signed-headers.js';

export interface WebhookSenderOptions {
  readonly guard: OutgoingGuard;
  readonly clock: Pick<Clock, 'now' | 'elapsed'>;
  /** Called with the precise cause of each failure that is `unreachable`: it is for the log only (SAFETY R7). */
  readonly onUnreachable: (call: WebhookCall, cause: OutgoingRefused) => void;
  /** Milliseconds for a try, connecting included. */
  readonly tryTime?: number;
}

/** Calls endpoints over the public Internet. `close` ends what is under way, and every kept connection. */
export const makeWebhookSender = (options: WebhookSenderOptions): WebhookSender & { readonly close: () => void } => {
  const connections = makeConnections(options.guard);
  const running = new Set<AbortController>();
  return {
    send: (call) => async () => {
      const stop = new AbortController();
      running.add(stop);
      const stopTimer = realTimer(options.tryTime ?? TRY_TIME, () => stop.abort());
      try {
        return await tryOnce(options, connections, call, stop.signal);
      } finally {
        stopTimer();
        running.delete(stop);
      }
    },
    mayCall: (url) => async () => {
      const judged = options.guard.judgeUrl(url);
      return E.isRight(judged) && (await options.guard.refusalOf(judged.right)) === null;
    },
    close: () => {
      running.forEach((stop) => stop.abort());
      connections.close();
    },
  };
};

const tryOnce = async (
  { guard, clock, onUnreachable }: WebhookSenderOptions,
  connections: Connections,
  call: WebhookCall,
  signal: AbortSignal,
): Promise<WebhookAnswer> => {
  const at = clock.now();
  const startedAt = clock.elapsed();
  const { id, event } = call.event;
  const body = eventBody(event);
  const headers = signedHeaders({ id, at, body, secrets: call.secrets });
  try {
    const answer = await post(connections, { url: judgedUrl(guard, call), headers, body, signal });
    const httpStatus = answer.statusCode ?? 0;
    const reason = reasonOfStatus(httpStatus);
    const retryAfter = reason === null ? null : retryAfterIn(answer, clock);
    const kept = await answerStart(answer);
    return { made: { at, httpStatus, reason, ms: since(clock, startedAt), body: kept }, retryAfter };
  } catch (cause) {
    const refused = cause instanceof OutgoingRefused ? cause : null;
    const reason = signal.aborted ? 'timeout' : refused === null ? 'interrupted' : 'unreachable';
    if (refused !== null && reason === 'unreachable') onUnreachable(call, refused);
    return { made: { at, httpStatus: null, reason, ms: since(clock, startedAt), body: null }, retryAfter: null };
  }
};

/** The URL of a call, judged anew at each try. Throws `OutgoingRefused`. */
const judgedUrl = (guard: OutgoingGuard, { url }: WebhookCall): URL => {
  const judged = guard.judgeUrl(url);
  if (E.isLeft(judged)) throw new OutgoingRefused(judged.left);
  return judged.right;
};

const retryAfterIn = ({ headers }: IncomingMessage, { now }: Pick<Clock, 'now'>): number | null =>
  retryAfterOf(headers['retry-after'], now());

const since = ({ elapsed }: Pick<Clock, 'elapsed'>, startedAt: number): number => Math.round(elapsed() - startedAt);
