import { type Socket } from 'node:net';
import { type Budget } from '../../../kit/budget.js';
import { type Turns } from '../../../kit/loop/turns.js';
import { type Timer } from '../../../kit/time/timer.js';

export interface OpeningLimits {
  /** How long a new connection may take to say that it speaks HTTP/2, in milliseconds. */
  readonly openingTime: number;
}

/** What the openings of a door share. */
export interface OpeningParts {
  readonly limits: OpeningLimits;
  /** Bytes that no session has taken yet. */
  readonly budget: Budget;
  readonly turns: Turns;
  readonly timer: Timer;
}

/** The preface of a connection. A client sends it without waiting for the server (RFC 9113, 3.4). */
const PREFACE_BYTES = 24;

/** What is read while an opening waits for its turn. */
const MOST_BYTES = 64 * 1_024;
const MOST_CHUNKS = 100;

/**
 * Waits until a client has sent its preface, and calls `open` in its turn; the bytes are then to be read from the socket
 * again. A connection that stays silent costs no session. A client that leaves before its turn costs none either: what
 * it had sent is dropped (SAFETY.md N3).
 */
export const awaitOpening = (
  socket: Socket,
  { limits, budget, turns, timer }: OpeningParts,
  took: () => void,
  open: () => void,
): void => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isQueued = false;
  const holding = budget.open(() => socket.destroy());
  const stopClock = timer(limits.openingTime, () => socket.destroy());

  const onData = (chunk: Buffer): void => {
    took();
    chunks.push(chunk);
    bytes += chunk.length;
    holding.hold(bytes);
    if (bytes >= MOST_BYTES || chunks.length >= MOST_CHUNKS) socket.pause();
    if (bytes < PREFACE_BYTES || isQueued) return;
    isQueued = true;
    stopClock();
    // The loop looks at its sockets once before that, and finds those whose clients have left.
    setImmediate(() => turns.add(begin));
  };
  const onEnd = (): void => void socket.destroy();
  const leave = (): void => {
    stopClock();
    holding.release();
    socket.off('data', onData).off('end', onEnd).off('close', leave);
  };
  const begin = (): void => {
    if (socket.destroyed) return;
    leave();
    socket.pause().unshift(Buffer.concat(chunks));
    open();
  };

  socket.on('data', onData).once('end', onEnd).once('close', leave);
};
