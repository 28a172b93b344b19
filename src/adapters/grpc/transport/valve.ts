import { type Socket } from 'node:net';

/** Why a connection is not read at the moment. */
export type Reason = 'turn' | 'streams' | 'pieces';

/** Stops the reading of a connection, so that its peer waits, until no reason is left. */
export interface Valve {
  readonly stop: (reason: Reason) => void;
  readonly start: (reason: Reason) => void;
}

interface Handle {
  readonly readStop: () => void;
  readonly readStart: () => void;
}

/**
 * Node's HTTP/2 reads the socket's handle itself, so `socket.pause()` has no effect. The handle's own methods have; what
 * was read already is still worked off, at most 64 KiB. A stream between socket and HTTP/2 could stop within that, but
 * costs uploads 15 to 45 % of their speed (measured, Node 20).
 */
export const makeValve = (socket: Socket): Valve => {
  const reasons = new Set<Reason>();
  // Null once the socket is closed.
  const handle = (): Handle | null => (socket as unknown as { readonly _handle: Handle | null })._handle;
  return {
    stop: (reason) => {
      if (reasons.size === 0) handle()?.readStop();
      reasons.add(reason);
    },
    start: (reason) => {
      if (reasons.delete(reason) && reasons.size === 0) handle()?.readStart();
    },
  };
};
