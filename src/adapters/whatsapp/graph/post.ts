import { type Dispatcher } from 'undici';
import { type Timer } from '../../../kit/time/timer.js';
import { readRetryAfter } from './retry-after.js';

export interface PostRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | AsyncIterable<Uint8Array>;
}

export interface PostLimits {
  readonly connectMs: number;
  /** From the start of writing to the end of the answer. */
  readonly answerMs: number;
  readonly timer: Timer;
  /** Aborted when the process exits: the call ends at once. */
  readonly leaving: AbortSignal;
}

/** Why a call has no whole answer. */
export type Fault =
  | { readonly _tag: 'Timeout' }
  | { readonly _tag: 'Leaving' }
  | { readonly _tag: 'Broken'; readonly code: string; readonly message: string };

/** How a call ended. */
export type PostEnd =
  /** The headers arrived. `body` is null if the rest did not arrive whole, or was too long. */
  | {
      readonly _tag: 'Answered';
      readonly status: number;
      readonly body: string | null;
      readonly retryAfterMs: number | null;
    }
  /** Certain: no byte of the request was handed to a connection, and none will be. */
  | { readonly _tag: 'NotWritten'; readonly fault: Fault }
  /** Writing had begun and no answer came: the request may have arrived. */
  | { readonly _tag: 'Unanswered'; readonly fault: Fault };

/** How much of an answer is read at most, in bytes. Answers of the Graph API are below 4 KiB. */
const MAX_ANSWER = 262_144;

const broken = (error: Error): Fault => ({
  _tag: 'Broken',
  code: 'code' in error && typeof error.code === 'string' ? error.code : error.name,
  message: error.message,
});

/**
 * Posts once. Never rejects, never repeats.
 *
 * undici calls `onRequestStart` synchronously right before it writes the head of a request to a connection that stands;
 * aborting there writes nothing. That moment separates "certainly not sent" from "unknown". Error codes do not:
 * ECONNRESET comes before and after it.
 *
 * An answer is read as it arrives, and never paused: a close during a pause would end the process (nodejs/undici#5360).
 */
export const post = (pool: Dispatcher, request: PostRequest, limits: PostLimits): Promise<PostEnd> =>
  new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | null = null;
    let head: { status: number; retryAfterMs: number | null } | null = null;
    let settled = false;
    const chunks: Buffer[] = [];
    let size = 0;

    const settle = (end: PostEnd): void => {
      if (settled) return;
      settled = true;
      stopTimer();
      limits.leaving.removeEventListener('abort', onLeaving);
      resolve(end);
    };
    const fail = (fault: Fault): void => {
      if (head !== null) settle({ _tag: 'Answered', ...head, body: null });
      else settle({ _tag: controller === null ? 'NotWritten' : 'Unanswered', fault });
    };
    const stop = (fault: Fault): void => {
      if (settled) return;
      fail(fault);
      controller?.abort(new Error('the call was given up'));
    };
    const onLeaving = (): void => {
      stop({ _tag: 'Leaving' });
    };
    const onTimeout = (): void => {
      stop({ _tag: 'Timeout' });
    };

    let stopTimer = limits.timer(limits.connectMs, onTimeout);
    if (limits.leaving.aborted) return onLeaving();
    limits.leaving.addEventListener('abort', onLeaving, { once: true });

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: (started) => {
        // The call was given up while it waited for a connection, or is about to be written a second time. Nothing is
        // written.
        if (settled || controller !== null) {
          started.abort(new Error('the call was given up'));
          fail({ _tag: 'Broken', code: 'REPEATED', message: 'the connection was lost' });
          return;
        }
        controller = started;
        stopTimer();
        stopTimer = limits.timer(limits.answerMs, onTimeout);
      },
      onResponseStart: (_controller, status, headers) => {
        // A 1xx is interim; the final answer follows.
        if (status >= 200) head = { status, retryAfterMs: readRetryAfter(headers['retry-after'], Date.now()) };
      },
      onResponseData: (_controller, chunk) => {
        size += chunk.length;
        if (size <= MAX_ANSWER) chunks.push(chunk);
        else stop({ _tag: 'Broken', code: 'TOO_LONG', message: 'the answer is too long' });
      },
      onResponseEnd: () => {
        if (head !== null) settle({ _tag: 'Answered', ...head, body: Buffer.concat(chunks).toString('utf8') });
      },
      onResponseError: (_controller, error) => {
        fail(broken(error));
      },
    };
    pool.dispatch(
      {
        method: 'POST',
        path: request.path,
        headers: request.headers,
        body: request.body as NonNullable<Dispatcher.DispatchOptions['body']>,
        idempotent: false,
        // The timers above are exact; undici's own are coarse and start elsewhere.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      handler,
    );
  });
