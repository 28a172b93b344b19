import { constants, type ServerHttp2Session } from 'node:http2';
import { SECOND } from '../../../domain/model/time.js';
import { type GrpcLimits } from '../contract/grpc-limits.js';

/** Counts a call of this connection that its caller has reset. */
export type CountReset = (session: ServerHttp2Session) => void;

/**
 * Opening and resetting streams costs a caller almost nothing ("rapid reset", CVE-2023-44487). A connection may do it
 * `resetBurst` times at once and `resetsPerSecond` times a second; then it is closed.
 */
export const makeResetLimit = ({
  resetBurst,
  resetsPerSecond,
}: Pick<GrpcLimits, 'resetBurst' | 'resetsPerSecond'>): CountReset => {
  const budgets = new WeakMap<ServerHttp2Session, { left: number; at: number }>();
  return (session) => {
    if (session.destroyed) return;
    const now = performance.now();
    const { left, at } = budgets.get(session) ?? { left: resetBurst, at: now };
    const budget = Math.min(resetBurst, left + ((now - at) / SECOND) * resetsPerSecond) - 1;
    budgets.set(session, { left: budget, at: now });
    if (budget < 0) session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
  };
};
