import { type Socket } from 'node:net';
import { type Budget, type Holding } from '../../../kit/budget.js';
import { type Turns } from '../../../kit/loop/turns.js';
import { type Time } from '../../../kit/time/timer.js';
import { type Exchange } from './exchange.js';
import { type HttpLimits } from './http-limits.js';

/** Watches the answers that wait because their callers do not read. */
export interface AnswerWatch {
  readonly watch: (exchange: Exchange) => void;
  readonly stop: () => void;
}

interface Watched {
  readonly exchange: Exchange;
  readonly socket: Socket;
  /** Cuts it off, if it does not move still. */
  readonly end: () => void;
  readonly holding: Holding;
  /** What the system had taken at the last look, in bytes, and when more of it was first missed. */
  taken: number;
  stalledAt: number | null;
}

/** What an answer costs besides its bytes: a download has an open file, and has read its next piece. */
const ANSWER_COST = 64 * 1_024;

/** Bytes that the system has taken. */
const takenOf = (socket: Socket): number => socket.bytesWritten - socket.writableLength;

/** With a reset: behind a plain end the system would keep megabytes for a client that does not read. */
const cut = (socket: Socket): void => void socket.resetAndDestroy();

/**
 * Cuts an answer off when nothing more of it could be written for `idleWriteTime`. Answers that do not move count in
 * `answers`; where there are too many, the one that has waited longest is cut off. One that moves never is (SAFETY.md
 * N2). A stream of events is cut off by its own bound, but counts. One timer serves all, and those that are cut off together are cut off in `turns`.
 */
export const makeAnswerWatch = (
  { idleWriteTime, watchInterval }: HttpLimits,
  answers: Budget,
  { timer, now }: Time,
  turns: Pick<Turns, 'add'>,
): AnswerWatch => {
  const watched = new Map<Exchange, Watched>();

  const look = (): void => {
    const at = now();
    for (const answer of watched.values()) {
      const { exchange, socket, end, holding } = answer;
      const taken = takenOf(socket);
      if (socket.writableLength === 0 || taken !== answer.taken) {
        answer.taken = taken;
        answer.stalledAt = null;
        holding.hold(0);
        continue;
      }
      answer.stalledAt ??= at - watchInterval;
      if (exchange.isStream) holding.hold(socket.writableLength);
      else if (at - answer.stalledAt >= idleWriteTime) turns.add(end);
      else holding.hold(socket.writableLength + ANSWER_COST);
    }
  };

  const wait = (): (() => void) =>
    timer(watchInterval, () => {
      stopTimer = wait();
      look();
    });
  let stopTimer = wait();
  return {
    watch: (exchange) => {
      const { request, response } = exchange;
      const { socket } = request;
      const holding = answers.open(() => cut(socket));
      const end = (): void => {
        const answer = watched.get(exchange);
        if (answer !== undefined && socket.writableLength > 0 && takenOf(socket) === answer.taken) cut(socket);
      };
      watched.set(exchange, { exchange, socket, end, holding, taken: 0, stalledAt: null });
      response.once('close', () => {
        watched.delete(exchange);
        holding.release();
      });
    },
    stop: () => stopTimer(),
  };
};
