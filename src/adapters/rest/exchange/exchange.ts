import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type BodyFault } from '../../../domain/model/errors.js';
import { type Budget } from '../../../kit/budget.js';
import { requestIdOf } from '../../../kit/request-id.js';
import { type BodyRoom } from './body-room.js';
import { type BodyClock } from './body-clock.js';

/** What bounds the bodies of a door, each and all together (SAFETY.md N2). */
export interface BodyBounds {
  readonly clock: BodyClock;
  /** Bytes of whole bodies that are being received, and the room for strangers'. */
  readonly bodies: Budget;
  readonly room: BodyRoom;
  /** Bytes of heads: of requests, and of the parts of a form. */
  readonly heads: Budget;
}

/** One request and its answer, while they last. */
export interface Exchange {
  readonly requestId: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly door: BodyBounds;
  /** By `performance.now()`. */
  readonly startedAt: number;
  /** The template of the route, never the path itself. */
  route: string;
  /** Whether the route asks for a token. */
  needsToken: boolean;
  /** Whether its token was accepted. */
  isAccepted: boolean;
  /** Whether the answer is a stream of events, which has a bound of its own. */
  isStream: boolean;
  onAccepted: () => void;
  /** Why the body was cut short; null if it was not. */
  broken: BodyFault | null;
  /** Set while the body is being read. */
  onBroken: ((fault: BodyFault) => void) | null;
}

export const openExchange = (request: IncomingMessage, response: ServerResponse, door: BodyBounds): Exchange => ({
  requestId: requestIdOf(request.headers['x-request-id']),
  request,
  response,
  door,
  startedAt: performance.now(),
  route: 'none',
  needsToken: false,
  isAccepted: false,
  isStream: false,
  onAccepted: () => undefined,
  broken: null,
  onBroken: null,
});

/** The connection ended, or the caller left, in the middle of a body. */
export const CUT_SHORT: BodyFault = { _tag: 'Interrupted', message: 'ended before it was complete' };

export const TOO_SLOW: BodyFault = { _tag: 'TooSlow' };

/** Whether a request is still being answered. */
export const isRunning = (exchange: Exchange | undefined): exchange is Exchange =>
  exchange !== undefined && !exchange.response.writableFinished && !exchange.response.destroyed;

/** The token of a request was accepted: its body is read, and its connection is closed after those of strangers. */
export const accept = (exchange: Exchange): void => {
  exchange.isAccepted = true;
  exchange.onAccepted();
};

/** Ends a body that will not be whole. Its reader gets the reason. Only the first reason counts. */
export const breakBody = (exchange: Exchange, fault: BodyFault): void => {
  if (exchange.broken !== null) return;
  exchange.broken = fault;
  exchange.onBroken?.(fault);
};
