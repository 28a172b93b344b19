import { type Socket } from 'node:net';
import { type Budget } from '../../../kit/budget.js';
import { type Turns } from '../../../kit/loop/turns.js';
import { type Timer } from '../../../kit/time/timer.js';

export interface OpeningLimits {
  /** How long a new connection may take to say that it speaks HTTP/2, in milliseconds. */
  readonly openingTime: number;
  /** How many calls a connection may reset at once. */
  readonly resetBurst: number;
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
 * it had sent is dropped (SAFETY.md N3). Neither does one that has reset more calls already than a connection may: a
 * session would need 10 ms for a thousand of them.
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
    const first = Buffer.concat(chunks);
    if (resetsIn(first) > limits.resetBurst) return void socket.destroy();
    socket.pause().unshift(first);
    open();
  };

  socket.on('data', onData).once('end', onEnd).once('close', leave);
};

/** What stands before each frame: its length in 3 bytes, its type, and 5 bytes more (RFC 9113, 4.1). */
const FRAME_HEAD = 9;
const RST_STREAM = 3;

/** How many calls these first bytes of a connection reset. */
const resetsIn = (bytes: Buffer): number => {
  let resets = 0;
  for (let at = PREFACE_BYTES; at + FRAME_HEAD <= bytes.length; at += FRAME_HEAD + bytes.readUIntBE(at, 3))
    if (bytes[at + 3] === RST_STREAM) resets += 1;
  return resets;
};
