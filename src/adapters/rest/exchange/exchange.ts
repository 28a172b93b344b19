import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type BodyFault } from '../../../domain/model/errors.js';
import { type BodyClock } from './body-clock.js';
import { requestIdOf } from '../../../kit/request-id.js';

/** One request and its answer, while they last. */
export interface Exchange {
  readonly requestId: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly clock: BodyClock;
  /** By `performance.now()`. */
  readonly startedAt: number;
  /** The template of the route, never the path itself. */
  route: string;
  /** Whether the route asks for a token. */
  needsToken: boolean;
  /** Why the body was cut short; null if it was not. */
  broken: BodyFault | null;
  /** Set while the body is being read. */
  onBroken: ((fault: BodyFault) => void) | null;
}

export const openExchange = (request: IncomingMessage, response: ServerResponse, clock: BodyClock): Exchange => ({
  requestId: requestIdOf(request.headers['x-request-id']),
  request,
  response,
  clock,
  startedAt: performance.now(),
  route: 'none',
  needsToken: false,
  broken: null,
  onBroken: null,
});

/** The connection ended, or the caller left, in the middle of a body. */
export const CUT_SHORT: BodyFault = { _tag: 'Interrupted', message: 'ended before it was complete' };

/** Ends a body that will not be whole. Its reader gets the reason. Only the first reason counts. */
export const breakBody = (exchange: Exchange, fault: BodyFault): void => {
  if (exchange.broken !== null) return;
  exchange.broken = fault;
  exchange.onBroken?.(fault);
};
