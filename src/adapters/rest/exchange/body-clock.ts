import { type IncomingMessage } from 'node:http';
import { type Time } from '../../../kit/timer.js';
import { type HttpLimits } from './http-limits.js';

/** Looks after the bodies that are being read: none may take for ever, none may trickle. */
export interface BodyClock {
  /** Calls `tooSlow`, once, where the body takes too long. */
  readonly watch: (request: IncomingMessage, tooSlow: () => void) => void;
  readonly unwatch: (request: IncomingMessage) => void;
  readonly stop: () => void;
}

interface Watched {
  readonly tooSlow: () => void;
  readonly startedAt: number;
  readonly declared: number;
  /** Of the socket, when it was last looked at. */
  read: number;
  received: number;
  /** Bytes that the body is ahead of the slowest allowed; it starts with the head start's worth. */
  credit: number;
}

/** A body may save up credit for a pause of so many head starts. */
const MOST_HEAD_STARTS = 3;

/** One timer for all bodies: a watched body costs an entry in a map. */
export const makeBodyClock = (limits: HttpLimits, { timer, now }: Time): BodyClock => {
  const bodies = new Map<IncomingMessage, Watched>();
  const headStart = (limits.bodyHeadStart / 1_000) * limits.bodyRate;
  let lookedAt = now();

  const isTooSlow = (request: IncomingMessage, body: Watched, at: number): boolean => {
    if (request.complete) return false;
    const arrived = request.socket.bytesRead - body.read;
    body.read += arrived;
    body.received += arrived;
    const large = Math.max(body.declared, body.received) > limits.largeBody;
    if (at - body.startedAt > (large ? limits.largeBodyTime : limits.bodyTime)) return true;
    // Where we have not taken what is there, it is not the caller who is slow.
    const weWait = !request.isPaused() && request.readableLength === 0;
    const owed = weWait ? ((at - Math.max(lookedAt, body.startedAt)) / 1_000) * limits.bodyRate : 0;
    body.credit = Math.min(MOST_HEAD_STARTS * headStart, body.credit + arrived - owed);
    return body.credit < 0;
  };

  const look = (): void => {
    const at = now();
    for (const [request, body] of bodies) {
      if (!isTooSlow(request, body, at)) continue;
      bodies.delete(request);
      body.tooSlow();
    }
    lookedAt = at;
  };

  const wait = (): (() => void) =>
    timer(limits.watchInterval, () => {
      stopTimer = wait();
      look();
    });
  let stopTimer = wait();
  return {
    watch: (request, tooSlow) =>
      void bodies.set(request, {
        tooSlow,
        startedAt: now(),
        declared: Number(request.headers['content-length'] ?? 0),
        read: request.socket.bytesRead,
        received: 0,
        credit: headStart,
      }),
    unwatch: (request) => void bodies.delete(request),
    stop: () => stopTimer(),
  };
};
