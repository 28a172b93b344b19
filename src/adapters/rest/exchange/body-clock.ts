import { type IncomingMessage } from 'node:http';
import { type Socket } from 'node:net';
import { type Turns } from '../../../kit/loop/turns.js';
import { type Time } from '../../../kit/time/timer.js';
import { type HttpLimits } from './http-limits.js';

/** Watches the bodies that are being read: each has a time limit and a least speed. */
export interface BodyClock {
  /** Calls `tooSlow`, once, if the body takes too long: longer than `within` milliseconds, if that is given. */
  readonly watch: (request: IncomingMessage, tooSlow: () => void, within?: number) => void;
  readonly unwatch: (request: IncomingMessage) => void;
  readonly stop: () => void;
}

interface Watched {
  /** Ends it, if it is not whole by now. */
  readonly end: () => void;
  readonly startedAt: number;
  readonly within: number | undefined;
  readonly declared: number;
  /** Bytes that the socket had read at the last check. */
  read: number;
  received: number;
  /** Bytes that the body is ahead of the slowest pace allowed. It starts with the bytes of the head start. */
  credit: number;
}

/** The most credit that a body may save up, in head starts. */
const MOST_HEAD_STARTS = 3;

/**
 * One timer serves all bodies; a watched body is an entry in a map. Those that are too slow are ended in `turns`: there
 * may be thousands. `isBehind` says whether bytes of a connection wait to be parsed.
 */
export const makeBodyClock = (
  limits: HttpLimits,
  { timer, now }: Time,
  isBehind: (socket: Socket) => boolean,
  turns: Pick<Turns, 'add'>,
): BodyClock => {
  const bodies = new Map<IncomingMessage, Watched>();
  const headStart = (limits.bodyHeadStart / 1_000) * limits.bodyRate;
  let lookedAt = now();

  const isTooSlow = (request: IncomingMessage, body: Watched, at: number): boolean => {
    if (request.complete) return false;
    const arrived = request.socket.bytesRead - body.read;
    body.read += arrived;
    body.received += arrived;
    const large = Math.max(body.declared, body.received) > limits.largeBody;
    if (at - body.startedAt > (body.within ?? (large ? limits.largeBodyTime : limits.bodyTime))) return true;
    // If bytes have arrived that we have not read, the caller is not the slow one.
    const weWait = !request.isPaused() && request.readableLength === 0 && !isBehind(request.socket);
    const owed = weWait ? ((at - Math.max(lookedAt, body.startedAt)) / 1_000) * limits.bodyRate : 0;
    body.credit = Math.min(MOST_HEAD_STARTS * headStart, body.credit + arrived - owed);
    return body.credit < 0;
  };

  const look = (): void => {
    const at = now();
    for (const [request, body] of bodies) if (isTooSlow(request, body, at)) turns.add(body.end);
    lookedAt = at;
  };

  const wait = (): (() => void) =>
    timer(limits.watchInterval, () => {
      stopTimer = wait();
      look();
    });
  let stopTimer = wait();
  return {
    watch: (request, tooSlow, within) =>
      void bodies.set(request, {
        end: () => {
          if (!request.complete && bodies.delete(request)) tooSlow();
        },
        startedAt: now(),
        within,
        declared: Number(request.headers['content-length'] ?? 0),
        read: request.socket.bytesRead,
        received: 0,
        credit: headStart,
      }),
    unwatch: (request) => void bodies.delete(request),
    stop: () => stopTimer(),
  };
};
