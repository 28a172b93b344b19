import { constants, type ServerHttp2Session } from 'node:http2';
import { SECOND } from '../../../domain/model/time.js';
import { type GrpcLimits } from '../contract/grpc-limits.js';

type ResetLimits = Pick<GrpcLimits, 'resetBurst' | 'resetsPerSecond' | 'streamsPerConnection'>;

/** Bounds the calls that the callers of one connection reset. */
export interface ResetLimit {
  /** Counts a call that has begun. */
  readonly begun: (session: ServerHttp2Session) => void;
  /** Counts a call that its caller has reset. */
  readonly reset: (session: ServerHttp2Session) => void;
}

interface Counted {
  left: number;
  at: number;
  begun: number;
}

/**
 * Opening and resetting streams costs a caller almost nothing ("rapid reset", CVE-2023-44487). A connection may do it
 * `resetBurst` times at once and `resetsPerSecond` times a second; then it is closed.
 *
 * Resets are reported only after all that was read is parsed, and that may be thousands of streams. So the streams that
 * begin in one turn of the loop are counted too: none is answered meanwhile, so only resets make room for more of them
 * than may be open at once.
 */
export const makeResetLimit = (
  { resetBurst, resetsPerSecond, streamsPerConnection }: ResetLimits,
  now: () => number,
  nextTurn: (run: () => void) => void,
): ResetLimit => {
  const sessions = new WeakMap<ServerHttp2Session, Counted>();

  const of = (session: ServerHttp2Session): Counted => {
    const known = sessions.get(session) ?? { left: resetBurst, at: now(), begun: 0 };
    sessions.set(session, known);
    return known;
  };
  const close = (session: ServerHttp2Session): void => session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);

  return {
    begun: (session) => {
      const counted = of(session);
      if (counted.begun === 0) nextTurn(() => (counted.begun = 0));
      counted.begun += 1;
      if (counted.begun > streamsPerConnection + resetBurst) close(session);
    },
    reset: (session) => {
      if (session.destroyed) return;
      const counted = of(session);
      const moment = now();
      const earned = ((moment - counted.at) / SECOND) * resetsPerSecond;
      counted.left = Math.min(resetBurst, counted.left + earned) - 1;
      counted.at = moment;
      if (counted.left < 0) close(session);
    },
  };
};
