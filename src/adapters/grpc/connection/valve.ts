import { type Tap } from '../../../kit/loop/reading-turns.js';

/** Why a connection is not read at the moment. */
export type Reason = 'turn' | 'streams' | 'pieces' | 'door';

/** Stops the reading of a connection, so that its peer waits, until no reason is left. */
export interface Valve {
  readonly stop: (reason: Reason) => void;
  readonly start: (reason: Reason) => void;
}

/**
 * `stop` may be called again and again: Node's HTTP/2 stops a connection itself while it writes, and starts it when that
 * is done, whoever else has stopped it.
 *
 * Node's HTTP/2 reads the socket's handle itself, so `socket.pause()` has no effect; what was read already is still
 * worked off, at most 64 KiB. A stream between socket and HTTP/2 could stop within that, but costs uploads 15 to 45 % of
 * their speed (measured, Node 20).
 */
export const makeValve = (tap: Tap): Valve => {
  const reasons = new Set<Reason>();
  return {
    stop: (reason) => {
      tap.stop();
      reasons.add(reason);
    },
    start: (reason) => {
      if (reasons.delete(reason) && reasons.size === 0) tap.start();
    },
  };
};
