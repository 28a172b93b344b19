import { constants, type ServerHttp2Stream } from 'node:http2';
import { SECOND } from '../../../domain/model/time.js';
import { type Budget } from '../../../kit/budget.js';
import { type Timer } from '../../../kit/time/timer.js';

export interface HoldingLimits {
  /** What a call takes beside its messages: a stream, its headers, its objects. In bytes. */
  readonly callBytes: number;
  /** How long an answer may wait for a caller that reads nothing, in milliseconds, and how fast it must be read. */
  readonly answerTime: number;
  readonly answerBytesPerSecond: number;
}

/** What one call holds of the budget for all calls (SAFETY.md N2). */
export interface CallHolding {
  /** The message that is coming takes so many bytes. */
  readonly incoming: (bytes: number) => void;
  /** Its token was accepted: calls of strangers are reset first. Only its unfinished message counts now. */
  readonly accepted: () => void;
  /** An answer was written, or the last of it. It counts until the caller has read it, and waits only so long. */
  readonly answered: (last: boolean) => void;
}

/** How long the reset of a call may take to be written, in milliseconds. */
const LAST_WORDS = 2_000;

/** The streams that were cut off to make room, or because nothing was read. */
const ours = new WeakSet<ServerHttp2Stream>();

/** Whether it was us who reset this stream. Its caller must not pay for it. */
export const wasCutOff = (stream: ServerHttp2Stream): boolean => ours.has(stream);

/**
 * Where the budget is full, the call whose message has been coming longest is reset for a newcomer. `hangUp` closes its connection.
 */
export const holdCall = (
  stream: ServerHttp2Stream,
  budget: Budget,
  { callBytes, answerTime, answerBytesPerSecond }: HoldingLimits,
  timer: Timer,
  hangUp: () => void,
): CallHolding => {
  const cut = (code: number): void => {
    ours.add(stream);
    stream.close(code);
  };
  const holding = budget.open(() => cut(constants.NGHTTP2_ENHANCE_YOUR_CALM));
  let around = callBytes;
  let stop: (() => void) | null = null;
  let ended = false;
  holding.hold(around);
  stream.once('close', () => {
    stop?.();
    holding.release();
  });
  return {
    incoming: (bytes) => holding.hold(around + bytes),
    accepted: () => {
      around = 0;
      holding.hold(0);
      holding.rank('kept');
    },
    answered: (last) => {
      if (stream.destroyed) return;
      ended ||= last;
      const bytes = stream.writableLength;
      around = callBytes + bytes;
      holding.hold(around);
      // A stream of answers may go on; each must be read in time.
      stop ??= timer(answerTime + (bytes / answerBytesPerSecond) * SECOND, () => {
        stop = null;
        if (!ended && stream.writableLength === 0) return;
        cut(constants.NGHTTP2_CANCEL);
        // The reset itself cannot be written where the peer reads nothing at all.
        stop = timer(LAST_WORDS, hangUp);
      });
    },
  };
};
