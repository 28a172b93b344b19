import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type BodyClock } from './body-clock.js';
import { type HttpFault } from './http-faults.js';
import { requestIdOf } from '../../../kit/request-id.js';

/** One request and its answer, as long as they last. */
export interface Exchange {
  readonly requestId: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly clock: BodyClock;
  /** Of `performance.now()`. */
  readonly startedAt: number;
  /** The template of the route, never the path itself. */
  route: string;
  /** What the HTTP layer found wrong while the body came: it decides the answer to a broken body. */
  fault: HttpFault | null;
  /** Why no more of the body will come, once that is so. */
  broken: string | null;
  /** Set while somebody reads the body. */
  onBroken: ((message: string) => void) | null;
}

export const openExchange = (request: IncomingMessage, response: ServerResponse, clock: BodyClock): Exchange => ({
  requestId: requestIdOf(request.headers['x-request-id']),
  request,
  response,
  clock,
  startedAt: performance.now(),
  route: 'none',
  fault: null,
  broken: null,
  onBroken: null,
});

/** No more of the body will be taken: whoever reads it is told why. */
export const breakBody = (exchange: Exchange, message: string, fault: HttpFault | null = null): void => {
  if (exchange.broken !== null) return;
  exchange.fault = fault;
  exchange.broken = message;
  exchange.onBroken?.(message);
};
